#pragma once
// `pbkdf2_sha256$<iterations>$<salt>$<base64>` and `pbkdf2_sha1$...`: Django's default (contract django-auth
// §6.1).

#include <memory>

#include "accounts/password_hash.h"
#include "crypto/digest.h"

namespace narvi::accounts {

struct Pbkdf2Options {
  unsigned iterations;  ///< of new hashes; by version in accounts/compat.h
  unsigned iteration_ceiling =
      5'000'000;  ///< stored hashes that ask for more are refused: about two seconds of a core
};

std::unique_ptr<Hasher> make_pbkdf2_sha256(Pbkdf2Options options);
std::unique_ptr<Hasher> make_pbkdf2_sha1(Pbkdf2Options options);

}  // namespace narvi::accounts
