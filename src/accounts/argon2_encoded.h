#pragma once
// `argon2$argon2id$v=19$m=102400,t=2,p=8$<salt>$<tag>`: Django's name before the string that the reference
// library writes (contract django-auth §6.1).

#include <optional>
#include <string>
#include <string_view>

#include "crypto/argon2.h"

namespace narvi::accounts {

struct Argon2Encoded {
  std::string_view variety;  ///< "argon2id"
  crypto::Argon2Parameters parameters;
  bool names_version = true;  ///< without `v=` it is version 16
  std::string salt;           ///< bytes
  std::string tag;            ///< bytes
  std::string_view tag_text;  ///< base64 as stored
};

/// Reads what the reference library would verify, and nothing else: numbers without leading zeros, unpadded
/// base64 without surplus bits, parameters for which the algorithm is defined. The views point into
/// `encoded`.
std::optional<Argon2Encoded> parse_argon2(std::string_view encoded);

/// The same text for a new hash.
std::string write_argon2(const crypto::Argon2Parameters& parameters, std::string_view salt,
                         std::string_view tag);

}  // namespace narvi::accounts
