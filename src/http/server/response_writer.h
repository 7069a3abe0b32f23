#pragma once
// The response writer: from a Response to bytes, appended to one buffer. The rules of message framing on the
// way out (Content-Length, HEAD, 204, 304, Connection) stand here and nowhere else.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http/response.h"
#include "http/server/refusal.h"

namespace narvi::http::server {

/// What the request and the connection demand of the answer.
struct Envelope {
  int version = 11;       ///< of the request: 10 or 11
  bool head = false;      ///< the request was HEAD
  bool close = false;     ///< the connection closes after this answer
  std::string_view date;  ///< the Date field with its CRLF (DateLine)
};

/// Whether `name` is a token (RFC 9110 §5.6.2).
bool is_field_name(std::string_view name);
/// Whether `value` has no control character but tab (RFC 9110 §5.5); any other byte may be in it.
bool is_field_value(std::string_view value);

/// Whether `response` can be sent at all: a status of 200 to 599, names that are tokens (RFC 9110 §5.6.2),
/// and no value with a control character but tab (it would split the answer). Every writer asks this, in
/// whatever protocol it writes.
bool may_be_sent(const Response& response);

/// Appends `response` to `out`. Date, Content-Length, Connection, Transfer-Encoding and Keep-Alive are the
/// door's: fields of those names in `response` are left out.
/// Returns the number of body bytes, or an empty optional if !may_be_sent(response). `out` is then unchanged.
std::optional<std::size_t> write_response(const Response& response, const Envelope& envelope,
                                          std::string& out);

/// The answer to a refused request: one line of text; always with `Connection: close`.
void write_refusal(Refusal refusal, std::string_view date, std::string& out);

/// The interim answer to `Expect: 100-continue` (RFC 9110 §15.2.1).
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace narvi::http::server
