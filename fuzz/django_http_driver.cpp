// The C++ half of django_http_oracle.py. Frames as in frames.h; the first byte names what to
// read, NUL separates two inputs. Answers are JSON.

#include <string>

#include "base/utf8.h"
#include "frames.h"
#include "http/cookies.h"
#include "http/date.h"
#include "http/forms.h"
#include "http/media_type.h"
#include "http/multipart.h"
#include "http/python_json.h"
#include "http/url.h"

namespace {

using namespace narvi;
using namespace narvi::http;
namespace json = narvi::http::json;

json::Value text(std::string_view bytes) {
  return json::Value(utf8_with_replacement(bytes));
}

template <class Pairs>
json::Value list_of(const Pairs& pairs) {
  json::Array list;
  for (const auto& [name, value] : pairs) {
    list.emplace_back(json::Array{text(name), text(value)});
  }
  return list;
}

json::Value cookies(std::string_view field) {
  const Cookies parsed = parse_cookies(field);
  json::Object object;
  for (const auto& [name, value] : parsed.sent()) {
    object.set(name, *parsed.find(name));
    if (find_cookie(field, name) != *parsed.find(name)) {
      return "find_cookie disagrees";
    }
  }
  return object;
}

json::Value form(std::string_view bytes) {
  const auto parsed = parse_form(bytes, {.fields = 20});
  return parsed ? list_of(parsed->fields()) : json::Value("too many fields");
}

json::Value multipart(std::string_view type, std::string_view body) {
  const auto parsed = parse_multipart(type, body, {.fields = 6, .files = 3, .memory = 60});
  if (!parsed) {
    using Kind = MultipartFailure::Kind;
    const Kind kind = parsed.error().kind;
    return kind == Kind::kMalformed       ? parsed.error().text
           : kind == Kind::kTooManyFields ? "too many fields"
           : kind == Kind::kTooManyFiles  ? "too many files"
                                          : "too much data";
  }
  json::Array files;
  for (const UploadedFile& file : parsed->files) {
    files.emplace_back(json::Array{text(file.field), text(file.name), text(file.content_type),
                                   text(file.charset), json::Value(utf8_from_latin1(file.bytes))});
  }
  return json::Array{list_of(parsed->fields.fields()), files};
}

json::Value accept(std::string_view field) {
  constexpr std::string_view kOffered[] = {"application/json", "text/html", "text/html; level=1",
                                           "application/*"};
  const auto chosen = negotiate(field, kOffered);
  if (!chosen) {
    return json::Null{};
  }
  return json::Array{static_cast<std::int64_t>(chosen->renderer), text(chosen->accepted)};
}

json::Value url(std::string_view path, std::string_view query) {
  std::string storage;
  const std::string_view decoded = decode_path(path, storage);
  return json::Array{decoded, full_path(decoded, query), slash_location(decoded, query), iri_to_uri(decoded),
                     quote_plus(decoded)};
}

json::Value set_cookie(std::string_view value) {
  SetCookie cookie;
  cookie.name = "n";
  cookie.value = std::string(value);
  return write_set_cookie(cookie);
}

json::Value date(std::string_view given) {
  const auto instant = parse_http_date(given);
  if (!instant) {
    return json::Null{};
  }
  return json::Array{std::int64_t{instant->time_since_epoch().count() / 1000000}, write_http_date(*instant)};
}

json::Value answer(std::string_view frame) {
  const std::string_view input = frame.substr(1);
  const std::size_t cut = std::min(input.find('\0'), input.size());
  const std::string_view first = input.substr(0, cut);
  const std::string_view second = input.substr(std::min(cut + 1, input.size()));
  switch (frame.front()) {
    case 'c':
      return cookies(input);
    case 'q':
      return form(input);
    case 'm':
      return multipart(first, second);
    case 'a':
      return accept(input);
    case 'u':
      return url(first, second);
    case 's':
      return set_cookie(input);
    default:
      return date(input);
  }
}

}  // namespace

int main() {
  while (const auto frame = read_frame()) {
    write_frame(json::write(answer(*frame), json::Style::kCompactAscii));
  }
  return 0;
}
