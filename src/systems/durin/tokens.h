#pragma once
// What a token may be (contract durin §6.1). Pure rules.

#include <cstddef>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace narvi::systems::durin {

/// False for what no row can hold: empty, NUL, not UTF-8, or longer than any column that upstream makes. Such
/// text is "Invalid token." without asking the database (PostgreSQL would answer with an error).
bool may_be_token(std::string_view given);

/// floor(`length` / 2) random bytes in lower-case hexadecimal.
SecretText random_token(Random& random, std::size_t length);

}  // namespace narvi::systems::durin
