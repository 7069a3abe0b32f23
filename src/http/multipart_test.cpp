#include "http/multipart.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kType = "multipart/form-data; boundary=B";

std::string part(std::string_view disposition, std::string_view content, std::string_view more = "") {
  return "--B\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n" + std::string(more) +
         "\r\n" + std::string(content) + "\r\n";
}

TEST(Multipart, ReadsFieldsAndFiles) {
  const std::string body = "preamble\r\n" + part("name=\"a\"", "1") + part("name=\"a\"", "caf\xC3\xA9 \xFF") +
                           part("name=\"f\"; filename=\"/tmp/x&amp;y.txt\"", "\x00\xFFz"sv,
                                "Content-Type: Text/Plain; charset=utf-8\r\n") +
                           "--B--\r\nepilogue";
  const auto form = parse_multipart(kType, body);
  ASSERT_TRUE(form.has_value()) << form.error().text;
  EXPECT_EQ(form->fields.fields(), (std::vector<FormData::Field>{{"a", "1"}, {"a", "caf\u00E9 \uFFFD"}}));
  ASSERT_EQ(form->files.size(), 1u);
  EXPECT_EQ(form->files[0].field, "f");
  EXPECT_EQ(form->files[0].name, "x&y.txt");
  EXPECT_EQ(form->files[0].content_type, "text/plain");
  EXPECT_EQ(form->files[0].charset, "utf-8");
  EXPECT_EQ(form->files[0].bytes, "\x00\xFFz"sv);
}

TEST(Multipart, IsReadInTheCharsetOfItsType) {
  const std::string body = part("name=\"j\xF6\"", "\x80") + "--B--\r\n";
  const auto form = parse_multipart(std::string(kType) + "; charset=cp1252", body);
  ASSERT_TRUE(form.has_value()) << form.error().text;
  EXPECT_EQ(form->fields.fields(), (std::vector<FormData::Field>{{"j\u00F6", "\u20AC"}}));
  const auto unknown = parse_multipart(std::string(kType) + "; charset=nonsense", body);
  EXPECT_EQ(unknown->fields.fields(), (std::vector<FormData::Field>{{"j\uFFFD", "\uFFFD"}}));
}

TEST(Multipart, NamesThatTellTheirOwnCharsetAreDecodedOnce) {
  // As Django 3.2 reads each in a body of Latin-1.
  const std::pair<std::string_view, std::string_view> names[] = {
      {"name*=utf-8''%C3%A9", "\u00E9"},
      {"name*=utf-8''%20%C2%A0a%20", "a"},
      {"name=\xC3\xA9", "\u00C3\u00A9"},
      {"name*=\xC3\xA9", "\u00C3\u00A9"},
  };
  const std::string type = std::string(kType) + "; charset=latin-1";
  for (const auto& [disposition, name] : names) {
    const auto form = parse_multipart(type, part(disposition, "1") + "--B--");
    ASSERT_TRUE(form.has_value()) << disposition;
    EXPECT_EQ(form->fields.fields(), (std::vector<FormData::Field>{{std::string(name), "1"}})) << disposition;
  }
  const auto decoded = parse_multipart(type, part("name=f; filename*=utf-8''%C3%A9.txt", "1") + "--B--");
  EXPECT_EQ(decoded->files.at(0).name, "\u00E9.txt");
  const auto bytes = parse_multipart(type, part("name=f; filename=\xC3\xA9.txt", "1") + "--B--");
  EXPECT_EQ(bytes->files.at(0).name, "\u00C3\u00A9.txt");
}

TEST(Multipart, ACallerMayKnowTheCharset) {
  const auto form = parse_multipart(std::string(kType) + "; charset=latin-1",
                                    part("name=a", "\xC3\xA9") + "--B--", {}, Charset::kUtf8);
  EXPECT_EQ(*form->fields.find("a"), "\u00E9");
}

struct Refusal {
  std::string_view type;
  std::string_view text;
};

constexpr Refusal kRefusals[] = {
    {"multipart/form-data", "Invalid boundary in multipart: None"},
    {"multipart/form-data; boundary=", "Invalid boundary in multipart: "},
    {"multipart/form-data; boundary=\"a \"", "Invalid boundary in multipart: a "},
    {"text/plain; boundary=B", "Invalid Content-Type: text/plain; boundary=B"},
    {"Multipart/form-data; boundary=B", "Invalid Content-Type: Multipart/form-data; boundary=B"},
    {"multipart/form-data; boundary=\xE9",
     "Invalid non-ASCII Content-Type in multipart: multipart/form-data; "
     "boundary=\u00E9"},
};

TEST(Multipart, RefusesInDjangosWords) {
  for (const Refusal& c : kRefusals) {
    const auto form = parse_multipart(c.type, "x");
    ASSERT_FALSE(form.has_value()) << c.type;
    EXPECT_EQ(form.error().kind, MultipartFailure::Kind::kMalformed);
    EXPECT_EQ(form.error().text, c.text);
  }
  EXPECT_FALSE(parse_multipart("multipart/form-data; boundary=" + std::string(202, 'x'), "x").has_value());
  EXPECT_TRUE(parse_multipart("multipart/form-data; boundary=" + std::string(201, 'x'), "x").has_value());
}

TEST(Multipart, IsAsTolerantAsDjango) {
  const auto fields = [](std::string_view body) {
    const auto form = parse_multipart(kType, body);
    EXPECT_TRUE(form.has_value());
    return form->fields.fields();
  };
  using Fields = std::vector<FormData::Field>;
  EXPECT_EQ(fields(""), Fields{});
  EXPECT_EQ(fields("no boundary at all"), Fields{});
  EXPECT_EQ(fields(part("name=a", "1")), (Fields{{"a", "1\r\n"}}));  // no closing boundary
  EXPECT_EQ(fields(part("name=\"a\"; filename=\"\"", "x") + "--B--"),
            (Fields{{"a", "x"}}));  // empty file: a field
  EXPECT_EQ(fields(part("nom=\"a\"", "1") + "--B--"), Fields{});
  EXPECT_EQ(fields(part("name=a", "x--B")), (Fields{{"a", "x"}}));
  EXPECT_EQ(fields(part("name=a", "aGk=", "Content-Transfer-Encoding: BASE64\r\n") + "--B--"),
            (Fields{{"a", "hi"}}));
  EXPECT_EQ(fields(part("name=a", "aGk", "Content-Transfer-Encoding: base64\r\n") + "--B--"),
            (Fields{{"a", "aGk"}}));
  EXPECT_EQ(fields(part("name=a", "1", "X: " + std::string(1100, 'y') + "\r\n") + "--B--"), Fields{});
}

TEST(Multipart, FilesNeedAnEndAndAName) {
  const auto files = [](std::string_view body) { return parse_multipart(kType, body)->files.size(); };
  EXPECT_EQ(files(part("name=f; filename=x", "1") + "--B--"), 1u);
  EXPECT_EQ(files(part("name=f; filename=x", "1")), 0u);
  EXPECT_EQ(files(part("name=f; filename=\"a/..\"", "1") + "--B--"), 0u);
  EXPECT_EQ(files(part("name=f; filename=\"a\\\\\"", "1") + "--B--"), 0u);
  EXPECT_EQ(files(part("name=f; filename=\"&#x2e;&#46;\"", "1") + "--B--"), 0u);
  EXPECT_EQ(
      parse_multipart(kType, part("name=f; filename*=UTF-8''%e2%82%ac.txt", "1") + "--B--")->files.at(0).name,
      "\u20AC.txt");
  const auto broken = parse_multipart(
      kType, part("name=f; filename=x", "aGk", "Content-Transfer-Encoding: base64\r\n") + "--B--");
  EXPECT_EQ(broken.error().text, "Could not decode base64 data.");
}

TEST(Multipart, KeepsItsLimits) {
  using Kind = MultipartFailure::Kind;
  const auto kind = [](std::string_view body, MultipartLimits limits) {
    const auto form = parse_multipart(kType, body, limits);
    return form ? std::optional<Kind>{} : form.error().kind;
  };
  std::string fields;
  for (int i = 0; i < 3; ++i) {
    fields += part("name=a", "12345");
  }
  fields += "--B--";
  // Three fields and the raw parts before and after.
  EXPECT_EQ(kind(fields, {.fields = 3}), std::nullopt);
  EXPECT_EQ(kind(fields, {.fields = 2}), Kind::kTooManyFields);
  EXPECT_EQ(kind(fields, {.memory = 24}), std::nullopt);
  EXPECT_EQ(kind(fields, {.memory = 23}), Kind::kTooMuchData);
  const std::string files = part("name=f; filename=x", "1") + part("name=f; filename=y", "2") + "--B--";
  EXPECT_EQ(kind(files, {.files = 2}), std::nullopt);
  EXPECT_EQ(kind(files, {.files = 1}), Kind::kTooManyFiles);
}

}  // namespace
}  // namespace narvi::http
