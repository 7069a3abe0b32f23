#include "vectors.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

#include "base/base64.h"
#include "base/utf8.h"
#include "http/date.h"
#include "http/request.h"

namespace narvi::tests {

using http::json::Array;
using http::json::Object;
using http::json::Value;

namespace {

[[noreturn]] void die(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::abort();
}

/// The placeholders of the vectors as patterns (docs/contracts: harness).
const std::vector<std::pair<std::string, std::string>>& placeholders() {
  static const std::vector<std::pair<std::string, std::string>> kPlaceholders = {
      {"<random>", "[A-Za-z0-9]{32,64}"},
      {"<date>",
       "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"},
      {"<40 hex>", "[0-9a-f]{40}"},
      {"{{64 alphanumerics}}", "[A-Za-z0-9]{64}"},
      {"{{32 lower-case alphanumerics}}", "[a-z0-9]{32}"},
  };
  return kPlaceholders;
}

std::string escaped(std::string_view text) {
  static const std::regex kSpecial(R"([.^$|()\[\]{}*+?\\/])");
  return std::regex_replace(std::string(text), kSpecial, R"(\$&)");
}

void compare_headers(const http::Response& response, const Value& expect,
                     const std::vector<std::string>& known_headers, std::vector<std::string>& found) {
  const Object& expected = *member(expect, "headers").object();
  for (const auto& [name, value] : expected.members()) {
    const std::string* actual = response.find(name);
    const std::string sent = http::same_name(name, "Content-Length") ? std::to_string(response.body.size())
                             : actual == nullptr                     ? "(absent)"
                                                                     : *actual;
    if (!matches_placeholders(*value.text(), sent)) {
      found.push_back(name + ": expected " + *value.text() + ", got " + sent);
    }
  }
  for (const std::string& name : known_headers) {
    const bool wanted = std::any_of(expected.members().begin(), expected.members().end(),
                                    [&](const auto& header) { return http::same_name(header.first, name); });
    if (!wanted && !http::same_name(name, "Content-Length") && response.find(name) != nullptr) {
      found.push_back(name + ": must be absent, got " + *response.find(name));
    }
  }
}

void compare_cookies(const http::Response& response, const Value& expect, std::vector<std::string>& found) {
  std::vector<std::string> sent;
  for (const auto& [name, value] : response.headers) {
    if (http::same_name(name, "Set-Cookie")) {
      sent.push_back(value);
    }
  }
  static const Array kNone;
  const Value* lines = expect.object()->find("set_cookie");
  const Array& expected = lines == nullptr ? kNone : *lines->array();
  if (sent.size() != expected.size()) {
    found.push_back("expected " + std::to_string(expected.size()) + " cookies, got " +
                    std::to_string(sent.size()));
    return;
  }
  for (std::size_t at = 0; at < sent.size(); ++at) {
    if (!matches_placeholders(*expected[at].text(), sent[at])) {
      found.push_back("Set-Cookie: expected " + *expected[at].text() + ", got " + sent[at]);
    }
  }
}

/// Whether `actual` is `pattern`, key order free, texts with placeholders.
bool same_json(const Value& pattern, const Value& actual) {
  if (const std::string* text = pattern.text()) {
    return actual.text() != nullptr && matches_placeholders(*text, *actual.text());
  }
  if (const Array* list = pattern.array()) {
    const Array* other = actual.array();
    return other != nullptr &&
           std::equal(list->begin(), list->end(), other->begin(), other->end(), same_json);
  }
  const Object* object = pattern.object();
  if (object == nullptr) {
    return pattern == actual;
  }
  const Object* other = actual.object();
  return other != nullptr && object->size() == other->size() &&
         std::all_of(object->members().begin(), object->members().end(), [&](const auto& member) {
           const Value* value = other->find(member.first);
           return value != nullptr && same_json(member.second, *value);
         });
}

void compare_body(const http::Response& response, const Value& expect, std::vector<std::string>& found) {
  for (const std::string_view key : {"raw", "body"}) {
    const Value* text = expect.object()->find(key);
    const std::string sent = response.head_only ? std::string() : response.body;
    if (text != nullptr && text->text() != nullptr && *text->text() != sent) {
      found.push_back("body: expected " + *text->text() + "\n      got      " + sent);
    }
  }
  const Value* json = expect.object()->find("json");
  if (json == nullptr || json->is_null() || expect.object()->find("raw") != nullptr) {
    return;
  }
  const auto sent = http::json::read(response.body);
  if (!sent || !same_json(*json, *sent)) {
    found.push_back("body: expected " + http::json::write(*json, http::json::Style::kCompactUtf8) + ", got " +
                    response.body);
  }
}

/// One character, one byte (docs/contracts: harness).
std::string bytes_of(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (point.value > 0xFF) {
      die("a header of a vector has a character that is no byte: " + std::string(text));
    }
    bytes.push_back(static_cast<char>(point.value));
    at += point.length;
  }
  return bytes;
}

}  // namespace

Value load_vectors(std::string_view file) {
  const std::string path = std::string(NARVI_SOURCE_DIR) + "/tests/contracts/vectors/" + std::string(file);
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  auto value = http::json::read(bytes);
  if (!value) {
    die(path + ": " + value.error().text);
  }
  return std::move(*value);
}

const Value& member(const Value& object, std::string_view key) {
  const Value* value = object.object() == nullptr ? nullptr : object.object()->find(key);
  if (value == nullptr) {
    die("a vector has no member " + std::string(key));
  }
  return *value;
}

std::string text_of(const Value& object, std::string_view key, std::string_view otherwise) {
  const Value* value = object.object() == nullptr ? nullptr : object.object()->find(key);
  const std::string* text = value == nullptr ? nullptr : value->text();
  return text == nullptr ? std::string(otherwise) : *text;
}

bool matches_placeholders(std::string_view pattern, std::string_view actual) {
  std::string expression;
  while (!pattern.empty()) {
    const auto& known = placeholders();
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& placeholder) {
      return pattern.starts_with(placeholder.first);
    });
    if (found != known.end()) {
      expression += found->second;
      pattern.remove_prefix(found->first.size());
    } else {
      expression += escaped(pattern.substr(0, 1));
      pattern.remove_prefix(1);
    }
  }
  return std::regex_match(actual.begin(), actual.end(), std::regex(expression));
}

std::vector<std::string> differences(const http::Response& response, const Value& expect,
                                     const std::vector<std::string>& known_headers) {
  std::vector<std::string> found;
  const std::int64_t status = *member(expect, "status").integer();
  if (response.status != status) {
    found.push_back("status: expected " + std::to_string(status) + ", got " +
                    std::to_string(response.status));
  }
  compare_headers(response, expect, known_headers, found);
  compare_cookies(response, expect, found);
  compare_body(response, expect, found);
  return found;
}

TestRequest request_of(const Value& vector) {
  const Value& given = member(vector, "request");
  TestRequest request;
  request.method = text_of(given, "method");
  request.target = text_of(given, "path");
  request.body = text_of(given, "body");
  if (const std::string encoded = text_of(given, "body_base64"); !encoded.empty()) {
    request.body = base64_decode_lenient(encoded, Base64Alphabet::kStandard).value_or(std::string());
  }
  for (const auto& [name, value] : member(given, "headers").object()->members()) {
    request.headers.emplace_back(name, bytes_of(*value.text()));
  }
  const Object& setup = *member(vector, "setup").object();
  const Value* https = setup.find("https");
  request.https = https != nullptr && https->boolean() != nullptr && *https->boolean();
  if (const Value* environment = setup.find("environ")) {
    request.remote_user = text_of(*environment, "REMOTE_USER");
  }
  return request;
}

std::vector<std::string> header_names(const Array& vectors) {
  std::vector<std::string> names;
  for (const Value& vector : vectors) {
    for (const std::string_view key : {"expect", "expect_django_5_2"}) {
      const Value* expect = vector.object()->find(key);
      if (expect == nullptr) {
        continue;
      }
      for (const auto& [name, value] : member(*expect, "headers").object()->members()) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
          names.push_back(name);
        }
      }
    }
  }
  return names;
}

}  // namespace narvi::tests
