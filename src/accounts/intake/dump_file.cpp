#include <algorithm>
#include <utility>

#include "accounts/intake/dump_names.h"
#include "accounts/intake/dump_user.h"
#include "accounts/intake/json_objects.h"
#include "accounts/intake/records.h"

namespace narvi::accounts::intake {

namespace {

namespace json = http::json;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

class DumpFile final : public Records {
 public:
  DumpFile(ByteSource& source, const Judgement& judgement, std::string user_model)
      : objects_(source), judgement_(judgement), user_model_(lower(std::move(user_model))) {}

  Result<std::optional<Record>> next() override {
    while (true) {
      auto object = objects_.next();
      if (!object) {
        return tl::unexpected<Error>(std::move(object.error()));
      }
      if (!*object) {
        return std::optional<Record>();
      }
      if (std::optional<Record> record = read(**object)) {
        return record;
      }
    }
  }
  std::uint64_t position() const override { return objects_.position(); }

 private:
  /// Nothing for an object that is none of ours, or that only says what a number means.
  std::optional<Record> read(const JsonObject& object) {
    const json::Value* model = object.value.find("model");
    const json::Value* fields = object.value.find("fields");
    if (model == nullptr || model->text() == nullptr || fields == nullptr || fields->object() == nullptr) {
      return Record{object.line,
                    RefusedRecord{"", "this is not an object of a dump: it has no model or no fields"}};
    }
    const std::string name = lower(*model->text());
    const json::Value* key = object.value.find("pk");
    if (name == user_model_) {
      return read_dump_user(object.line, key, *fields->object(), names_, judgement_);
    }
    if (name == "contenttypes.contenttype") {
      return names_.add_content_type(object.line, key, *fields->object());
    }
    if (name == "auth.permission") {
      return names_.add_permission(object.line, key, *fields->object());
    }
    if (name == "auth.group") {
      return names_.add_group(object.line, key, *fields->object());
    }
    return std::nullopt;
  }

  JsonObjects objects_;
  Judgement judgement_;
  std::string user_model_;
  DumpNames names_;
};

}  // namespace

std::unique_ptr<Records> read_dump(ByteSource& source, const Judgement& judgement, std::string user_model) {
  return std::make_unique<DumpFile>(source, judgement, std::move(user_model));
}

}  // namespace narvi::accounts::intake
