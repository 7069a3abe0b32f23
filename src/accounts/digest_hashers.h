#pragma once
// One pass of MD5 or SHA-1 (contract django-auth §6.1): for databases that still hold such hashes, and for
// tests. A stolen table of them is as good as the passwords.

#include <memory>

#include "accounts/password_hash.h"

namespace narvi::accounts {

/// `md5$<salt>$<hex>` and `sha1$<salt>$<hex>` of the salt before the password.
std::unique_ptr<Hasher> make_md5();
std::unique_ptr<Hasher> make_sha1();

/// 32 hexadecimal digits; `md5$$` before them verifies too.
std::unique_ptr<Hasher> make_unsalted_md5();
/// `sha1$$` and 40 hexadecimal digits.
std::unique_ptr<Hasher> make_unsalted_sha1();

}  // namespace narvi::accounts
