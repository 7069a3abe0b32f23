#include "crypto/des_crypt.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/unix_crypt.h"

namespace narvi::crypto {

namespace {

constexpr std::size_t kSignificantBytes = 8;

bool is_salt_character(char c) {
  return (c >= '.' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::optional<std::string> des_crypt(std::string_view password, std::string_view salt) {
  if (password.find('\0') != std::string_view::npos) {
    throw std::logic_error("crypt(3) would end at the NUL byte");
  }
  // Other settings would choose other algorithms.
  if (salt.size() != kDesCryptSaltLength || !std::all_of(salt.begin(), salt.end(), is_salt_character)) {
    return std::nullopt;
  }
  return unix_crypt(password.substr(0, kSignificantBytes), salt);
}

}  // namespace narvi::crypto
