#include "accounts/intake/dump_names.h"

#include <string_view>

#include "accounts/intake/record_check.h"

namespace narvi::accounts::intake {

namespace json = http::json;

namespace {

// The widths of Django's columns (contract django-auth §5).
constexpr std::size_t kLongestLabel = 100;
constexpr std::size_t kLongestPermission = 255;
constexpr std::size_t kLongestGroup = 150;

tl::unexpected<std::string> because(std::string reason) {
  return tl::unexpected<std::string>(std::move(reason));
}

Record refused(std::uint64_t line, std::string what, std::string reason) {
  return {line, RefusedRecord{std::move(what), std::move(reason)}};
}

/// The texts of an array of exactly `count` texts; empty otherwise.
std::vector<std::string> natural_key(const json::Value& value, std::size_t count) {
  std::vector<std::string> texts;
  const json::Array* array = value.array();
  if (array == nullptr || array->size() != count) {
    return {};
  }
  for (const json::Value& item : *array) {
    if (item.text() == nullptr) {
      return {};
    }
    texts.push_back(*item.text());
  }
  return texts;
}

template <class Names, class Name>
bool remember(Names& names, const json::Value* key, const Name& name) {
  if (key == nullptr || key->integer() == nullptr) {
    return true;  // --natural-primary: nothing refers to it by number
  }
  if (names.size() == DumpNames::kMost) {
    return false;
  }
  names.insert_or_assign(*key->integer(), name);
  return true;
}

constexpr std::string_view kTooMany = "there are more than 100000 of them";

}  // namespace

Result<std::string, std::string> text_member(const json::Object& fields, std::string_view name,
                                             std::size_t longest) {
  const json::Value* value = fields.find(name);
  if (value == nullptr || value->text() == nullptr) {
    return because(std::string(name) + ": a text was expected");
  }
  if (auto reason = refuse_text(name, *value->text(), longest)) {
    return because(std::move(*reason));
  }
  return *value->text();
}

std::optional<Record> DumpNames::add_content_type(std::uint64_t line, const json::Value* key,
                                                  const json::Object& fields) {
  auto app_label = text_member(fields, "app_label", kLongestLabel);
  auto model = text_member(fields, "model", kLongestLabel);
  if (!app_label || !model) {
    return refused(line, "content type", app_label ? model.error() : app_label.error());
  }
  if (!remember(content_types_, key, std::pair(*app_label, *model))) {
    return refused(line, "content type", std::string(kTooMany));
  }
  return std::nullopt;
}

Result<std::pair<std::string, std::string>, std::string> DumpNames::content_type(
    const json::Value& value) const {
  if (const std::vector<std::string> names = natural_key(value, 2); !names.empty()) {
    return std::pair(names[0], names[1]);
  }
  if (value.integer() == nullptr) {
    return because("content_type: a number or [app_label, model] was expected");
  }
  const auto found = content_types_.find(*value.integer());
  if (found == content_types_.end()) {
    return because("content type " + std::to_string(*value.integer()) +
                   " is not in this file: dump contenttypes, too, or use --natural-foreign");
  }
  return found->second;
}

Record DumpNames::add_permission(std::uint64_t line, const json::Value* key, const json::Object& fields) {
  auto name = text_member(fields, "name", kLongestPermission);
  auto codename = text_member(fields, "codename", kLongestLabel);
  if (!name || !codename) {
    return refused(line, "permission", name ? codename.error() : name.error());
  }
  const std::string what = "permission '" + *codename + "'";
  const json::Value* type = fields.find("content_type");
  auto owner = content_type(type == nullptr ? json::Value() : *type);
  if (!owner) {
    return refused(line, what, owner.error());
  }
  for (const std::string* label : {&owner->first, &owner->second}) {
    if (auto reason = refuse_text("content_type", *label, kLongestLabel)) {
      return refused(line, what, std::move(*reason));
    }
  }
  PermissionName permission{owner->first, owner->second, *codename};
  if (!remember(permissions_, key, permission)) {
    return refused(line, what, std::string(kTooMany));
  }
  return {line, PermissionRecord{std::move(permission), std::move(*name)}};
}

Result<PermissionName, std::string> DumpNames::permission(const json::Value& value) const {
  if (std::vector<std::string> names = natural_key(value, 3); !names.empty()) {
    return PermissionName{std::move(names[1]), std::move(names[2]), std::move(names[0])};
  }
  if (value.integer() == nullptr) {
    return because("a permission is a number or [codename, app_label, model]");
  }
  const auto found = permissions_.find(*value.integer());
  if (found == permissions_.end()) {
    return because("permission " + std::to_string(*value.integer()) +
                   " is not in this file: dump auth and contenttypes, too, or use --natural-foreign");
  }
  return found->second;
}

Result<std::vector<PermissionName>, std::string> DumpNames::permissions(const json::Value& list) const {
  if (list.array() == nullptr) {
    return because("permissions: a list was expected");
  }
  std::vector<PermissionName> names;
  for (const json::Value& value : *list.array()) {
    auto name = permission(value);
    if (!name) {
      return because(std::move(name.error()));
    }
    names.push_back(std::move(*name));
  }
  return names;
}

Record DumpNames::add_group(std::uint64_t line, const json::Value* key, const json::Object& fields) {
  auto name = text_member(fields, "name", kLongestGroup);
  if (!name) {
    return refused(line, "group", name.error());
  }
  const std::string what = "group '" + *name + "'";
  GroupRecord group;
  if (key != nullptr && key->integer() != nullptr) {
    group.key = *key->integer();
  }
  if (const json::Value* list = fields.find("permissions")) {
    auto names = permissions(*list);
    if (!names) {
      return refused(line, what, std::move(names.error()));
    }
    group.permissions = std::move(*names);
  }
  if (!remember(groups_, key, *name)) {
    return refused(line, what, std::string(kTooMany));
  }
  group.name = std::move(*name);
  return {line, std::move(group)};
}

Result<std::string, std::string> DumpNames::group(const json::Value& value) const {
  if (const std::vector<std::string> names = natural_key(value, 1); !names.empty()) {
    return names[0];
  }
  if (value.integer() == nullptr) {
    return because("a group is a number or [name]");
  }
  const auto found = groups_.find(*value.integer());
  if (found == groups_.end()) {
    return because("group " + std::to_string(*value.integer()) +
                   " is not in this file, or was refused: dump auth.group, too, or use --natural-foreign");
  }
  return found->second;
}

Result<std::vector<std::string>, std::string> DumpNames::groups(const json::Value& list) const {
  if (list.array() == nullptr) {
    return because("groups: a list was expected");
  }
  std::vector<std::string> names;
  for (const json::Value& value : *list.array()) {
    auto name = group(value);
    if (!name) {
      return because(std::move(name.error()));
    }
    names.push_back(std::move(*name));
  }
  return names;
}

}  // namespace narvi::accounts::intake
