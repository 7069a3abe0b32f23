#pragma once
// `bcrypt_sha256$$2b$12$...` and `bcrypt$$2b$12$...` (contract django-auth §6.1). The first one hashes the
// lower-case hexadecimal text of SHA-256(password), so that every byte counts.

#include <memory>

#include "accounts/password_hash.h"

namespace narvi::accounts {

struct BcryptOptions {
  unsigned rounds = 12;          ///< of new hashes, 4 to 31; one more doubles the time
  unsigned rounds_ceiling = 15;  ///< stored hashes that ask for more are refused: about two seconds of a core
};

std::unique_ptr<Hasher> make_bcrypt_sha256(BcryptOptions options);

/// Only the first 72 bytes of a password count, as with the Python library of Django 3.2. A password with a
/// NUL cannot be hashed (that library raises) and matches nothing.
std::unique_ptr<Hasher> make_bcrypt(BcryptOptions options);

}  // namespace narvi::accounts
