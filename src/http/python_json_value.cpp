#include <algorithm>

#include "http/python_json.h"

namespace narvi::http::json {

const Value* Object::find(std::string_view key) const {
  const auto found = std::ranges::find(members_, key, &std::pair<std::string, Value>::first);
  return found == members_.end() ? nullptr : &found->second;
}

Value* Object::find(std::string_view key) {
  const auto found = std::ranges::find(members_, key, &std::pair<std::string, Value>::first);
  return found == members_.end() ? nullptr : &found->second;
}

void Object::set(std::string_view key, Value value) {
  if (Value* const present = find(key)) {
    *present = std::move(value);
  } else {
    members_.emplace_back(key, std::move(value));
  }
}

bool Object::erase(std::string_view key) {
  const auto found = std::ranges::find(members_, key, &std::pair<std::string, Value>::first);
  if (found == members_.end()) {
    return false;
  }
  members_.erase(found);
  return true;
}

Value::Value(Array value) : storage_(std::move(value)) {}
Value::Value(Object value) : storage_(std::move(value)) {}

namespace {

/// Python's dicts are equal whatever the order of their keys.
bool same_members(const Object& left, const Object& right) {
  if (left.size() != right.size()) {
    return false;
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto& [key, value] = left.members()[i];
    const auto& same_place = right.members()[i];
    const Value* const other = same_place.first == key ? &same_place.second : right.find(key);
    if (other == nullptr || !(value == *other)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool Value::operator==(const Value& other) const {
  if (storage_.index() != other.storage_.index()) {
    return false;
  }
  if (const Object* const members = object()) {
    return same_members(*members, *other.object());
  }
  if (const Array* const elements = array()) {
    return std::ranges::equal(*elements, *other.array());
  }
  return std::visit(
      [&other](const auto& value) {
        using Kind = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Kind, Object> || std::is_same_v<Kind, Array>) {
          return false;  // compared above
        } else {
          return value == *std::get_if<Kind>(&other.storage_);
        }
      },
      storage_);
}

}  // namespace narvi::http::json
