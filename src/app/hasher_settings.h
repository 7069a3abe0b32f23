#pragma once
// The costs and ceilings of [auth] as the hashers take them: for the wiring and for the check of the
// settings.

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "accounts/argon2_hasher.h"
#include "accounts/bcrypt_hasher.h"
#include "accounts/compat.h"
#include "accounts/pbkdf2_hasher.h"
#include "accounts/scrypt_hasher.h"
#include "base/settings.h"

namespace narvi::app {

struct HasherSettings {
  accounts::Pbkdf2Options pbkdf2;
  accounts::BcryptOptions bcrypt;
  accounts::Argon2Options argon2;
  accounts::ScryptOptions scrypt;
};

/// What is 0 in the settings comes from `django`.
HasherSettings hasher_settings(const Settings& settings, const accounts::DjangoBehaviour& django);

/// [auth] hash_memory in bytes.
std::uint64_t hash_memory(const Settings& settings);

}  // namespace narvi::app
