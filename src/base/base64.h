#pragma once
// Base64 (RFC 4648 §4, §5). Strict decoders accept only what an encoder writes; the lenient one reads as
// Python's base64 module does, for the places where the contracts say so.

#include <optional>
#include <string>
#include <string_view>

namespace narvi {

/// Standard alphabet, padded.
std::string base64_encode(std::string_view bytes);

/// URL-safe alphabet without padding: signatures, link ids, JWTs.
std::string base64_url_encode(std::string_view bytes);

/// Reads standard padded base64. Empty optional for anything else: foreign characters, missing or surplus
/// padding, non-zero bits behind the end.
std::optional<std::string> base64_decode(std::string_view text);

/// Reads unpadded URL-safe base64, as strictly.
std::optional<std::string> base64_url_decode(std::string_view text);

enum class Base64Alphabet { kStandard, kUrl };

/// Reads as Python's base64.b64decode / urlsafe_b64decode: characters outside the alphabet are skipped,
/// reading ends at complete padding, surplus bits are dropped. Empty optional where Python raises "Incorrect
/// padding". Callers that add the padding themselves (Django's signing and link ids) use `repaired_padding`.
std::optional<std::string> base64_decode_lenient(std::string_view text, Base64Alphabet alphabet);

/// `text` with as many '=' as bring its length to a multiple of four.
std::string repaired_padding(std::string_view text);

}  // namespace narvi
