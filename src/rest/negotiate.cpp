#include "rest/negotiate.h"

#include <algorithm>
#include <array>
#include <vector>

#include "http/forms.h"
#include "http/joined_field.h"
#include "http/media_type.h"
#include "http/python_int.h"
#include "rest/body.h"

namespace narvi::rest {

namespace {

struct Format {
  std::string_view name;
  std::string_view media_type;
};

/// The `format` of REST framework's renderers.
constexpr std::array<Format, 2> kFormats = {{{"json", "application/json"}, {"api", "text/html"}}};

constexpr std::int64_t kWidestIndent = 8;

/// The format that the client named: the suffix of the path, else the last `?format=`.
ApiResult<std::string> asked_format(const Call& call) {
  if (!call.format.empty()) {
    return std::string(call.format);
  }
  const auto key = call.services.settings.optional_text("rest_framework", "url_format_override");
  if (!key || call.request.query.empty()) {
    return std::string();
  }
  const auto query = http::parse_form(call.request.query, {}, request_charset(call));
  if (!query) {
    return refuse(parse_error("The query has too many fields."));
  }
  const std::string* value = query->find(*key);
  return value == nullptr ? std::string() : *value;
}

std::vector<std::string_view> of_format(const std::vector<std::string_view>& renderers,
                                        std::string_view format) {
  const auto known = std::ranges::find(kFormats, format, &Format::name);
  std::vector<std::string_view> left;
  if (known != kFormats.end()) {
    std::ranges::copy_if(renderers, std::back_inserter(left),
                         [&](std::string_view renderer) { return renderer == known->media_type; });
  }
  return left;
}

/// `indent` as int() reads it, within 0 and 8; what is no number is none.
std::size_t indent_of(const http::MediaType& asked) {
  const std::string* given = asked.parameter("indent");
  const std::optional<std::int64_t> number = given == nullptr ? std::nullopt : http::python_int(*given);
  return static_cast<std::size_t>(std::clamp<std::int64_t>(number.value_or(0), 0, kWidestIndent));
}

}  // namespace

ApiResult<void> negotiate(Call& call) {
  const ApiResult<std::string> format = asked_format(call);
  if (!format) {
    return refuse(format.error());
  }
  std::vector<std::string_view> renderers = call.endpoint->renderers;
  if (!format->empty()) {
    renderers = of_format(renderers, *format);
    if (renderers.empty()) {
      return refuse(django_not_found(call.services.rest_version));
    }
  }
  const std::optional<http::Negotiated> chosen =
      http::negotiate(http::joined_field(call.request.headers, "Accept"), renderers);
  if (!chosen) {
    return refuse(not_acceptable());
  }
  call.renderer = renderers[chosen->renderer];
  call.indent = indent_of(chosen->asked);
  return {};
}

}  // namespace narvi::rest
