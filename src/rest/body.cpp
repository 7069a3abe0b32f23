#include "rest/body.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "http/joined_field.h"
#include "http/media_type.h"
#include "rest/call.h"

namespace narvi::rest {

namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kMultipart = "multipart/form-data";

std::string content_type(const Call& call) {
  return http::joined_field(call.request.headers, "Content-Type").value_or(std::string());
}

bool is_form(std::string_view type) {
  return type == kForm || type == kMultipart;
}

/// Upstream answers with Django's HTML page here (drf §2.4); a JSON endpoint says it in JSON.
ApiError too_many_fields() {
  return parse_error("The form has too many fields, files or bytes.");
}

ApiResult<RequestData> parse_form_body(std::string_view bytes, http::Charset charset) {
  Result<http::FormData, http::FormFailure> form = http::parse_form(bytes, {}, charset);
  if (!form) {
    return refuse(too_many_fields());
  }
  return RequestData{std::move(*form), {}};
}

ApiResult<RequestData> parse_multipart_body(std::string_view bytes, std::string_view header,
                                            http::Charset charset) {
  Result<http::MultipartForm, http::MultipartFailure> parts =
      http::parse_multipart(header, bytes, {}, charset);
  if (!parts) {
    const bool malformed = parts.error().kind == http::MultipartFailure::Kind::kMalformed;
    return refuse(malformed ? parse_error("Multipart form parse error - " + parts.error().text)
                            : too_many_fields());
  }
  return RequestData{std::move(parts->fields), std::move(parts->files)};
}

ApiError json_error(std::string_view text) {
  return parse_error("JSON parse error - " + std::string(text));
}

ApiResult<RequestData> parse_json_body(std::string_view bytes, http::Charset charset) {
  std::string decoded;
  if (charset != http::Charset::kUtf8) {
    Result<std::string, std::string> text = http::decode_charset(bytes, charset);
    if (!text) {
      return refuse(json_error(text.error()));
    }
    decoded = std::move(*text);
    bytes = decoded;
  }
  Result<http::json::Value, http::json::ReadError> value = http::json::read_request_body(bytes);
  if (!value) {
    return refuse(json_error(value.error().text));
  }
  return RequestData{std::move(*value), {}};
}

/// Django 3.2 leaves Content-Type to Python's cgi, which knows no `charset*` (RFC 2231).
http::Charset charset_of(const Call& call, std::string_view header, const http::MediaType& type) {
  const std::string* name = type.parameter("charset");
  std::optional<http::HeaderParameters> kept;
  if (accounts::django_major(call.services.accounts.django.version) < 4 &&
      header.find('*') != std::string_view::npos) {
    kept = http::parse_header_parameters(header, http::ExtendedNames::kKeep);
    const http::HeaderParameter* const plain = kept ? kept->find("charset") : nullptr;
    name = plain == nullptr ? nullptr : &plain->value;
  }
  return name == nullptr ? http::Charset::kUtf8 : http::find_charset(*name).value_or(http::Charset::kUtf8);
}

}  // namespace

http::Charset request_charset(const Call& call) {
  const std::string header = content_type(call);
  return charset_of(call, header, http::parse_media_type(header));
}

io::Task<ApiResult<RequestData>> parse_body(Call& call) {
  const std::string header = content_type(call);
  const http::MediaType type = http::parse_media_type(header);
  const ApiResult<const std::string*> body = co_await call.body();
  if (!body) {
    co_return refuse(body.error());
  }
  const std::string& bytes = **body;
  if (bytes.empty()) {  // drf §2.4: no 415 for an empty body
    if (is_form(type.full)) {
      co_return RequestData{http::FormData(), {}};
    }
    co_return RequestData{http::json::Value(http::json::Object()), {}};
  }
  const auto& parsers = call.endpoint->parsers;
  const std::optional<std::size_t> parser = http::select_parser(type, parsers);
  if (!parser) {
    co_return refuse(unsupported_media_type(utf8_from_latin1(header)));  // as Django decodes a header
  }
  const http::Charset charset = charset_of(call, header, type);
  if (parsers[*parser] == kForm) {
    co_return parse_form_body(bytes, charset);
  }
  co_return parsers[*parser] == kMultipart ? parse_multipart_body(bytes, header, charset)
                                           : parse_json_body(bytes, charset);
}

}  // namespace narvi::rest
