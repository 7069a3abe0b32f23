#pragma once
// A field that came in several lines, as one value.

#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"

namespace narvi::http {

/// The values of all fields of that name, in order of arrival with a comma between: what the lines of a list
/// mean (RFC 9110 §5.3), and how every WSGI server hands them to Django. Two lines of a field that is no list
/// become a value that is wrong, so nobody picks one of the two. Empty optional: there is none. `separator`
/// is another one for Cookie alone, which is no list: "; ".
std::optional<std::string> joined_field(const Headers& headers, std::string_view name,
                                        std::string_view separator = ",");

}  // namespace narvi::http
