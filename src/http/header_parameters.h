#pragma once
// A header value with parameters, `form-data; name="a"; filename*=UTF-8''b`, in Django's tolerant reading of
// it, which media types and multipart parts share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace narvi::http {

struct HeaderParameter {
  std::string name;      ///< lower case
  std::string value;     ///< unquoted: bytes as sent, or UTF-8 if `decoded`
  bool decoded = false;  ///< it came in RFC 2231 form, with a charset of its own
  bool operator==(const HeaderParameter&) const = default;
};

struct HeaderParameters {
  std::string value;  ///< before the first ';', trimmed, lower case
  /// In order of first appearance; a repeated name has its last value.
  std::vector<HeaderParameter> parameters;

  /// That parameter, or null.
  const HeaderParameter* find(std::string_view name) const;
};

/// What a name that ends in '*' is (RFC 2231 §4).
enum class ExtendedNames {
  kRead,  ///< `charset*` is charset, and its value is decoded; Django's readers but for the next
  kKeep,  ///< a name like any other: Python's cgi.parse_header, which reads Content-Type for Django 3.2
};

/// Reads a header value in time that grows with its length, times its logarithm at most. Nothing where
/// Django's reading raises: non-ASCII in the value or in a name, or a broken RFC 2231 value (its charsets:
/// UTF-8, ISO-8859-1, US-ASCII).
std::optional<HeaderParameters> parse_header_parameters(std::string_view line,
                                                        ExtendedNames extended = ExtendedNames::kRead);

}  // namespace narvi::http
