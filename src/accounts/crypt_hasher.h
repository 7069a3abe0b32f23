#pragma once
// `crypt$$<13 characters>`: the DES crypt(3) (contract django-auth §6.1).

#include <memory>

#include "accounts/password_hash.h"

namespace narvi::accounts {

/// Only the first 8 bytes of a password count. One with a NUL, or longer than libcrypt reads (511 bytes),
/// cannot be hashed (Python's module raises) and matches nothing. New hashes take two characters of the salt.
std::unique_ptr<Hasher> make_crypt();

}  // namespace narvi::accounts
