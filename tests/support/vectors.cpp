#include "vectors.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

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
  const Value* raw = expect.object()->find("raw");
  if (raw != nullptr && raw->text() != nullptr && *raw->text() != response.body) {
    found.push_back("body: expected " + *raw->text() + "\n      got      " + response.body);
  }
  return found;
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
