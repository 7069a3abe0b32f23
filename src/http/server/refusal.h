#pragma once
// Refusal: why the door sends somebody away before any handler sees the request. One row each: the status
// that is answered and the word that metrics and logs use.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace narvi::http::server {

enum class Refusal : std::uint8_t {
  kBytes,    ///< NUL, bare CR or LF, or another control character in the head
  kFolding,  ///< obsolete line folding (RFC 9112 §5.2)
  kSyntax,   ///< not the grammar of RFC 9112 §3 and §5
  kTarget,   ///< a target that is not a path (RFC 9112 §3.2.1)
  kTargetTooLong,
  kHeadTooLarge,
  kTooManyFields,
  kTransferEncoding,  ///< anything but one `chunked` in HTTP/1.1 without Content-Length (RFC 9112 §6.1)
  kContentLength,     ///< more than one, a list, or not a number (RFC 9112 §6.3)
  kHost,              ///< missing or repeated (RFC 9112 §3.2)
  kRepeatedField,     ///< Authorization, a forwarded or an identity field twice
  kUnderscoreField,   ///< such a field, or a framing field, spelled with underscores
  kHopByHopField,  ///< Connection lists such a field: a proxy would drop what it set itself (RFC 9110 §7.6.1)
  kExpectation,    ///< Expect with anything but 100-continue (RFC 9110 §10.1.1)
  kChunk,          ///< chunked coding broken, or with extensions or trailers
  kBodyTooLarge,
  kHeadTimeout,
  kBodyTimeout,
  kConnections,         ///< too many connections in total
  kAddressConnections,  ///< too many connections from one address
  kTlsHandshake,
  kResponseFields,  ///< a handler's field would have split the answer: a bug of ours
};

struct RefusalRow {
  std::uint16_t status;  ///< 0: closed without an answer
  std::string_view word;
};

inline constexpr RefusalRow kRefusals[] = {
    {400, "bytes"},
    {400, "folding"},
    {400, "syntax"},
    {400, "target"},
    {414, "target_too_long"},
    {431, "head_too_large"},
    {431, "too_many_fields"},
    {400, "transfer_encoding"},
    {400, "content_length"},
    {400, "host"},
    {400, "repeated_field"},
    {400, "underscore_field"},
    {400, "hop_by_hop_field"},
    {417, "expectation"},
    {400, "chunk"},
    {413, "body_too_large"},
    {408, "head_timeout"},
    {408, "body_timeout"},
    {503, "connections"},
    {503, "address_connections"},
    {0, "tls_handshake"},
    {500, "response_fields"},
};
inline constexpr std::size_t kRefusalCount = std::size(kRefusals);
static_assert(kRefusalCount == static_cast<std::size_t>(Refusal::kResponseFields) + 1);

inline constexpr const RefusalRow& row(Refusal refusal) {
  return kRefusals[static_cast<std::size_t>(refusal)];
}

}  // namespace narvi::http::server
