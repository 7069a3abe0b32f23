#include "rest/fields.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <variant>

#include "base/utf8.h"

namespace narvi::rest {

using http::json::Array;
using http::json::Object;
using http::json::Value;

namespace {

constexpr std::string_view kRequired = "This field is required.";
constexpr std::string_view kNull = "This field may not be null.";
constexpr std::string_view kBlank = "This field may not be blank.";
constexpr std::string_view kNotText = "Not a valid string.";
constexpr std::string_view kNullCharacters = "Null characters are not allowed.";

/// A field's value, or its errors.
using Checked = tl::expected<std::string, std::vector<std::string>>;

Checked wrong(std::string_view message) {
  return tl::unexpected(std::vector<std::string>{std::string(message)});
}

/// The Python name of a JSON value's type, as it appears in "Expected a dictionary, but got list."
std::string_view type_name(const Value& value) {
  struct Name {
    std::string_view operator()(http::json::Null) const { return "NoneType"; }
    std::string_view operator()(bool) const { return "bool"; }
    std::string_view operator()(std::int64_t) const { return "int"; }
    std::string_view operator()(const http::json::BigInteger&) const { return "int"; }
    std::string_view operator()(double) const { return "float"; }
    std::string_view operator()(const std::string&) const { return "str"; }
    std::string_view operator()(const Array&) const { return "list"; }
    std::string_view operator()(const Object&) const { return "dict"; }
  };
  return std::visit(Name(), value.storage());
}

/// Text, or a number as Python's str() writes it; nothing for everything else (drf §2.1: booleans are
/// refused).
std::optional<std::string> coerce(const Value& value) {
  if (const std::string* text = value.text()) {
    return *text;
  }
  if (const std::int64_t* number = value.integer()) {
    return std::to_string(*number);
  }
  if (const http::json::BigInteger* number = value.big_integer()) {
    return number->digits;
  }
  if (const double* number = value.real()) {
    return http::json::python_float(*number);
  }
  return std::nullopt;
}

/// The validators of a CharField in upstream's order: all of them run, all messages are told.
Checked validated(std::string text, const CharField& field) {
  std::vector<std::string> errors;
  const std::size_t length = count_code_points(text);
  if (field.max_length != 0 && length > field.max_length) {
    errors.push_back("Ensure this field has no more than " + std::to_string(field.max_length) +
                     " characters.");
  }
  if (length < field.min_length) {
    errors.push_back("Ensure this field has at least " + std::to_string(field.min_length) + " characters.");
  }
  if (text.find('\0') != std::string::npos) {
    errors.emplace_back(kNullCharacters);
  }
  if (const std::optional<char32_t> surrogate = first_surrogate(text)) {
    char message[64];
    std::snprintf(message, sizeof message, "Surrogate characters are not allowed: U+%X.",
                  static_cast<unsigned>(*surrogate));
    errors.emplace_back(message);
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return text;
}

Checked check_text(std::string_view text, const CharField& field) {
  const std::string_view stripped = python_strip(text);
  if (text.empty() || (field.trim && stripped.empty())) {
    return field.allow_blank ? Checked() : wrong(kBlank);
  }
  return validated(std::string(field.trim ? stripped : text), field);
}

Checked check_json(const Object& object, const CharField& field) {
  const Value* value = object.find(field.name);
  if (value == nullptr) {
    return wrong(kRequired);
  }
  if (value->is_null()) {
    return wrong(kNull);
  }
  const std::optional<std::string> text = coerce(*value);
  return text ? check_text(*text, field) : wrong(kNotText);
}

Checked check_form(const RequestData& data, const CharField& field) {
  // Upstream puts the files of a form behind its fields, and of one name the last counts.
  const bool is_file = std::any_of(data.files.begin(), data.files.end(),
                                   [&](const http::UploadedFile& file) { return file.field == field.name; });
  if (is_file) {
    return wrong(kNotText);
  }
  const std::string* text = data.form()->find(field.name);
  return text == nullptr ? wrong(kRequired) : check_text(*text, field);
}

tl::unexpected<ApiError> invalid_data(std::string_view key, std::string_view message) {
  Object body;
  body.set(key, Value(Array{Value(message)}));
  return refuse(validation_failed(Value(std::move(body))));
}

}  // namespace

ApiResult<std::vector<std::string>> validate(const RequestData& data, std::span<const CharField> fields,
                                             std::string_view non_field_key) {
  const Object* object = nullptr;
  if (const Value* json = data.json()) {
    if (json->is_null()) {
      return invalid_data(non_field_key, "No data provided");
    }
    object = json->object();
    if (object == nullptr) {
      return invalid_data(non_field_key, "Invalid data. Expected a dictionary, but got " +
                                             std::string(type_name(*json)) + ".");
    }
  }
  std::vector<std::string> values;
  Object errors;
  for (const CharField& field : fields) {
    Checked checked = object != nullptr ? check_json(*object, field) : check_form(data, field);
    if (checked) {
      values.push_back(std::move(*checked));
      continue;
    }
    Array messages;
    for (std::string& message : checked.error()) {
      messages.emplace_back(std::move(message));
    }
    errors.set(field.name, Value(std::move(messages)));
  }
  if (!errors.empty()) {
    return refuse(validation_failed(Value(std::move(errors))));
  }
  return values;
}

}  // namespace narvi::rest
