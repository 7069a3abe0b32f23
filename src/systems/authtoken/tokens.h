#pragma once
// Tokens as pure rules: how one is made, what of it stands in the table, and how to tell the two apart
// (docs/contracts/drf.md §6.1; design §3, token_storage).
//
// authtoken_token.key is varchar(40). In clear it holds the token itself, as REST framework writes it. At
// rest as a digest it holds "sha256 " and 33 characters of base64url: 198 bits of SHA-256, exactly 40
// characters. The blank is the point: the Authorization header is split at blanks (drf §3.1), so what stands
// in such a row can never be presented as a token, neither to Narvi, however it is set, nor to Django. Each
// row tells its own form, so no other record of it is needed, and no digest is ever digested again.

#include <string>
#include <string_view>

#include "accounts/user.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"

namespace narvi::systems::authtoken {

/// How new tokens are written (token_storage). What is read does not depend on it.
enum class Storage { kPlain, kDigest };

/// The longest token, in characters: the width of the column.
inline constexpr std::size_t kLongestToken = 40;

/// What every stored digest begins with; SQL compares it, too.
inline constexpr std::string_view kDigestMark = "sha256 ";

/// What the table holds of `token` when it holds a digest.
std::string digest_of(std::string_view token);

/// True for what `digest_of` makes; never for a token that a header can carry.
bool is_digest(std::string_view stored);

/// False for what no row can hold or no header can carry: empty, over 40 characters, NUL, ASCII white space,
/// bytes that are not UTF-8. Such text is "Invalid token." without asking the database, which PostgreSQL
/// would answer with an error (drf §9).
bool may_be_token(std::string_view given);

/// 20 random bytes in lower-case hexadecimal (drf §6.1).
SecretText random_token(Random& random);

/// The token of `user` made at `created`, which must be new for that user: the first 40 hexadecimal digits of
/// an HMAC-SHA256. The row (user, created) and the secret key are enough to tell the token again, so that
/// asking for "the existing token" works although only its digest is stored; the row alone tells nothing.
SecretText derive_token(const SecretText& secret_key, const accounts::UserKey& user, Instant created);

}  // namespace narvi::systems::authtoken
