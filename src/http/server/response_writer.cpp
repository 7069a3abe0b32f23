#include "http/server/response_writer.h"

#include <array>
#include <charconv>

#include "http/request.h"

namespace narvi::http::server {

namespace {

/// RFC 9110 §5.6.2.
constexpr auto kTokenCharacters = [] {
  std::array<bool, 256> is_token{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    is_token[static_cast<unsigned char>(c)] = true;
  }
  return is_token;
}();

bool is_ours(std::string_view name) {
  switch (name.size()) {
    case 4:
      return same_name(name, "Date");
    case 10:
      return same_name(name, "Connection") || same_name(name, "Keep-Alive");
    case 14:
      return same_name(name, "Content-Length");
    case 17:
      return same_name(name, "Transfer-Encoding");
    default:
      return false;
  }
}

void append_status_line(int status, std::string& out) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  const char digits[] = {static_cast<char>('0' + status / 100), static_cast<char>('0' + status / 10 % 10),
                         static_cast<char>('0' + status % 10)};
  out += "HTTP/1.1 ";
  out.append(digits, sizeof(digits));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
}

void append_length(std::size_t size, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), size).ptr;
  out += "Content-Length: ";
  out.append(digits, end);
  out += "\r\n";
}

}  // namespace

bool is_field_name(std::string_view name) {
  for (const char c : name) {
    if (!kTokenCharacters[static_cast<unsigned char>(c)]) {
      return false;
    }
  }
  return !name.empty();
}

bool is_field_value(std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
      return false;
    }
  }
  return true;
}

bool may_be_sent(const Response& response) {
  if (response.status < 200 || response.status > 599) {
    return false;
  }
  for (const auto& [name, value] : response.headers) {
    if (!is_field_name(name) || !is_field_value(value)) {
      return false;
    }
  }
  return true;
}

std::optional<std::size_t> write_response(const Response& response, const Envelope& envelope,
                                          std::string& out) {
  if (!may_be_sent(response)) {
    return std::nullopt;
  }
  // RFC 9110 §8.6 and §15: 204 has no Content-Length and no body; 304 no body, and its length would be that
  // of the 200 answer, which we do not know.
  const bool bodiless = response.status == 204 || response.status == 304;
  const bool send_body = !bodiless && !envelope.head && !response.head_only;

  append_status_line(response.status, out);
  out += envelope.date;
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name)) {
      continue;
    }
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  if (!bodiless) {
    append_length(response.body.size(), out);
  }
  if (envelope.close) {
    out += "Connection: close\r\n";
  } else if (envelope.version < 11) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  if (send_body) {
    out += response.body;
  }
  return send_body ? response.body.size() : 0;
}

void write_refusal(Refusal refusal, std::string_view date, std::string& out) {
  Response response;
  response.status = row(refusal).status;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  response.body = std::string(reason_phrase(response.status)) + "\n";
  write_response(response, {.version = 11, .head = false, .close = true, .date = date}, out);
}

}  // namespace narvi::http::server
