#pragma once
// A header value with parameters, `form-data; name="a"; filename*=UTF-8''b`, in Django's tolerant reading of
// it, which media types and multipart parts share.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace narvi::http {

struct HeaderParameters {
  std::string value;  ///< before the first ';', trimmed, lower case
  /// Names in lower case, in order of first appearance; a repeated name has its last value. Values are bytes
  /// as sent, unquoted, except those in RFC 2231 form, which are decoded to UTF-8.
  std::vector<std::pair<std::string, std::string>> parameters;

  /// The value of a parameter, or null.
  const std::string* find(std::string_view name) const;
};

/// Reads a header value. Nothing where Django's reading raises: non-ASCII in the value or in a name, or a
/// broken RFC 2231 value (its charsets: UTF-8, ISO-8859-1, US-ASCII).
std::optional<HeaderParameters> parse_header_parameters(std::string_view line);

}  // namespace narvi::http
