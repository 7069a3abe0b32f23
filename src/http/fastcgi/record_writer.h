#pragma once
// Writing records, appended to one buffer, never padded.

#include <string>
#include <string_view>

#include "http/fastcgi/record.h"

namespace narvi::http::fastcgi {

/// STDOUT with `text`, in as many records as it takes, and the empty one that ends the stream (§3.3).
void write_stdout(std::uint16_t id, std::string_view text, std::string& out);

/// END_REQUEST; the application's own status is always 0.
void write_end_request(std::uint16_t id, EndStatus status, std::string& out);

/// GET_VALUES_RESULT with `pairs` as name_values writes them, at most kLongestContent bytes.
void write_values(std::string_view pairs, std::string& out);

/// UNKNOWN_TYPE: the answer to a record about the connection whose type we do not know (§4.2).
void write_unknown_type(RecordType type, std::string& out);

}  // namespace narvi::http::fastcgi
