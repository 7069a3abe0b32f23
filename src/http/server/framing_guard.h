#pragma once
// The framing guard: refuses what two HTTP implementations could read in two ways (design: the door). Beast's
// tokeniser lets several of these through, and behind a proxy each of them is a smuggled request.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "http/request.h"
#include "http/server/refusal.h"

namespace narvi::http::server {

/// How the message around a head is delimited and continued.
struct Framing {
  enum class Body : std::uint8_t { kNone, kLength, kChunked };
  Body body = Body::kNone;
  std::uint64_t length = 0;      ///< with kLength
  bool keep_alive = true;        ///< what the client asks for (RFC 9112 §9.3)
  bool expect_continue = false;  ///< RFC 9110 §10.1.1; never in HTTP/1.0
};

/// Checks the raw bytes of a complete head, with its final empty line: control characters, bare CR or LF,
/// line folding (also white space before the first field, RFC 9112 §2.2). Empty optional: acceptable.
std::optional<Refusal> guard_bytes(std::string_view head);

/// Checks the tokenised head, and removes the remaining fields whose names have an underscore, as nginx does:
/// CGI-like names make `X_User` and `X-User` the same variable somewhere behind us. `target` and `version`
/// (10 or 11) are those of the request line.
Result<Framing, Refusal> guard_fields(std::string_view target, int version, Headers& headers);

}  // namespace narvi::http::server
