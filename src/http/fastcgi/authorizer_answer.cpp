#include "http/fastcgi/authorizer_answer.h"

#include <algorithm>
#include <array>

#include "http/request.h"
#include "http/server/response_writer.h"

namespace narvi::http::fastcgi {

namespace {

/// What a refusal tells the visitor's client.
constexpr std::array<std::string_view, 6> kRefusalFields = {"WWW-Authenticate", "Location",    "Content-Type",
                                                            "Cache-Control",    "Retry-After", "Set-Cookie"};

void append_line(std::string_view name, std::string_view value, std::string& text) {
  text += name;
  text += ": ";
  text += value;
  text += "\r\n";
}

void append_allowed(const Response& response, const std::vector<Variable>& variables, std::string& text) {
  for (const auto& [name, value] : response.headers) {
    const auto variable = std::ranges::find_if(
        variables, [&field = name](const Variable& row) { return same_name(row.field, field); });
    if (variable != variables.end()) {
      text += "Variable-";
      append_line(variable->name, value, text);
    } else if (same_name(name, "Set-Cookie")) {
      append_line(name, value, text);
    }
  }
}

void append_refused(const Response& response, std::string& text) {
  for (const auto& [name, value] : response.headers) {
    if (std::ranges::any_of(kRefusalFields,
                            [&field = name](std::string_view row) { return same_name(row, field); })) {
      append_line(name, value, text);
    }
  }
}

}  // namespace

std::string variable_name(std::string_view field) {
  std::string name(field);
  for (char& c : name) {
    c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

std::optional<std::string> answer_text(const Response& response, const std::vector<Variable>& variables) {
  // Another success would be a refusal that looks like none (FastCGI specification §6.3).
  if (!server::may_be_sent(response) || (response.status > 200 && response.status < 300)) {
    return std::nullopt;
  }
  std::string text = "Status: " + std::to_string(response.status) + ' ';
  text += reason_phrase(response.status);
  text += "\r\n";
  if (response.status == 200) {
    append_allowed(response, variables, text);
  } else {
    append_refused(response, text);
  }
  text += "\r\n";
  if (response.status != 200 && !response.head_only) {
    text += response.body;
  }
  return text;
}

}  // namespace narvi::http::fastcgi
