#include "rest/fields.h"

#include <gtest/gtest.h>

#include <array>

namespace narvi::rest {
namespace {

using http::json::Value;

constexpr std::array<CharField, 2> kFields = {{{"name", true}, {"secret", false}}};

RequestData json(std::string_view text) {
  auto value = http::json::read(text);
  EXPECT_TRUE(value.has_value()) << text;
  return RequestData{std::move(*value), {}};
}

/// The values with '|' between, or the body of the refusal.
std::string outcome(const RequestData& data) {
  const auto values = validate(data, kFields);
  if (!values) {
    EXPECT_EQ(values.error().status, 400);
    EXPECT_EQ(values.error().code, "invalid");
    return error_body(values.error(), false);
  }
  return (*values)[0] + "|" + (*values)[1];
}

TEST(Fields, Json) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"name":"a","secret":"b"})", "a|b"},
      {R"({"name":" a\u3000","secret":" b "})", "a| b "},
      {R"({"name":"a","secret":" "})", "a| "},
      {R"({"name":1,"secret":-2.50})", "1|-2.5"},
      {R"({"name":123456789012345678901234567890,"secret":1e22})", "123456789012345678901234567890|1e+22"},
      {R"({"name":"a","name":"z","secret":"b","other":[]})", "z|b"},
      {"{}", R"({"name":["This field is required."],"secret":["This field is required."]})"},
      {R"({"name":"a"})", R"({"secret":["This field is required."]})"},
      {R"({"name":null,"secret":null})",
       R"({"name":["This field may not be null."],"secret":["This field may not be null."]})"},
      {R"({"name":" ","secret":""})",
       R"({"name":["This field may not be blank."],"secret":["This field may not be blank."]})"},
      {R"({"name":true,"secret":{}})",
       R"({"name":["Not a valid string."],"secret":["Not a valid string."]})"},
      {R"({"name":"\u0000","secret":"b"})", R"({"name":["Null characters are not allowed."]})"},
      {R"({"name":"\u0000\udc00","secret":"b"})",
       R"({"name":["Null characters are not allowed.","Surrogate characters are not allowed: U+DC00."]})"},
      {R"({"name":"\ud83d\ude00","secret":"b"})", "\xF0\x9F\x98\x80|b"},
      {"null", R"({"non_field_errors":["No data provided"]})"},
      {"[]", R"({"non_field_errors":["Invalid data. Expected a dictionary, but got list."]})"},
      {"1.5", R"({"non_field_errors":["Invalid data. Expected a dictionary, but got float."]})"},
      {"12345678901234567890",
       R"({"non_field_errors":["Invalid data. Expected a dictionary, but got int."]})"},
      {"false", R"({"non_field_errors":["Invalid data. Expected a dictionary, but got bool."]})"},
  };
  for (const auto& [body, expected] : cases) {
    EXPECT_EQ(outcome(json(body)), expected) << body;
  }
}

TEST(Fields, Forms) {
  http::FormData form;
  EXPECT_EQ(outcome({form, {}}),
            R"({"name":["This field is required."],"secret":["This field is required."]})");
  form.add("name", " a ");
  form.add("name", " z ");
  form.add("secret", " b ");
  EXPECT_EQ(outcome({form, {}}), "z| b ") << "the last value counts";
}

TEST(Fields, AFileIsNotText) {
  http::FormData form;
  form.add("name", "a");
  http::UploadedFile file;
  file.field = "secret";
  EXPECT_EQ(outcome({form, {file}}), R"({"secret":["Not a valid string."]})");
  form.add("secret", "b");
  EXPECT_EQ(outcome({form, {file}}), R"({"secret":["Not a valid string."]})") << "files come last";
}

}  // namespace
}  // namespace narvi::rest
