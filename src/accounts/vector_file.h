#pragma once
// For tests: the recorded cases of tests/contracts/vectors/django.json, each run for every version of Django
// it names (contracts README §2, §3).

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "accounts/compat.h"
#include "http/python_json.h"

namespace narvi::accounts::vectors {

using http::json::Object;
using http::json::Value;

/// The whole file, read once; a test without it cannot mean anything, so its absence throws.
inline const http::json::Array& all() {
  static const Value root = [] {
    std::ifstream file(NARVI_SOURCE_DIR "/tests/contracts/vectors/django.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    Result<Value, http::json::ReadError> read = http::json::read(text, http::json::Constants::kAllowed);
    if (!read || read->array() == nullptr) {
      throw std::runtime_error("tests/contracts/vectors/django.json cannot be read");
    }
    return std::move(*read);
  }();
  return *root.array();
}

/// Members by name, with the type the file promises; a missing one throws.
class Members {
 public:
  explicit Members(const Object& object) : object_(&object) {}

  const Value& at(std::string_view key) const {
    const Value* const value = object_->find(key);
    if (value == nullptr) {
      throw std::runtime_error("no member " + std::string(key));
    }
    return *value;
  }
  bool has(std::string_view key) const { return object_->find(key) != nullptr; }
  const std::string& text(std::string_view key) const { return *at(key).text(); }
  std::int64_t integer(std::string_view key) const { return *at(key).integer(); }
  bool boolean(std::string_view key) const { return *at(key).boolean(); }
  Members object(std::string_view key) const { return Members(*at(key).object()); }
  /// Empty if the member is null or missing.
  std::optional<std::string> optional_text(std::string_view key) const {
    const Value* const value = object_->find(key);
    return value == nullptr || value->is_null() ? std::nullopt : std::optional(*value->text());
  }
  const Object& json() const { return *object_; }

 private:
  const Object* object_;
};

struct Case {
  std::string name;
  Members inputs;
  Members expected;
  const DjangoBehaviour& version;
};

/// The row of an upstream release such as "3.2.25".
inline const DjangoBehaviour& version_of(std::string_view release) {
  const std::optional<DjangoVersion> version = parse_django_version(release.substr(0, 3));
  if (!version) {
    throw std::runtime_error("unknown release " + std::string(release));
  }
  return behaviour(*version);
}

/// Runs `test(case)` for every recorded case of `kind` and every version it names. Returns the number of
/// cases (not of runs), so that a test notices when the file shrinks.
template <class Test>
std::size_t replay(std::string_view kind, Test test) {
  std::size_t cases = 0;
  for (const Value& entry : all()) {
    const Members members(*entry.object());
    if (members.text("kind") != kind) {
      continue;
    }
    ++cases;
    for (const Value& release : *members.at("ran_on").array()) {
      SCOPED_TRACE(members.text("name") + " on " + *release.text());
      test(Case{members.text("name"), members.object("inputs"), members.object("expected"),
                version_of(*release.text())});
    }
  }
  return cases;
}

}  // namespace narvi::accounts::vectors
