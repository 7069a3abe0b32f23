#include "crypto/bcrypt.h"

#include <stdexcept>

#include "crypto/unix_crypt.h"

namespace narvi::crypto {

namespace {

constexpr std::size_t kSignificantBytes = 72;

std::string setting_of(unsigned rounds, std::string_view salt) {
  std::string setting = "$2b$";
  setting.push_back(static_cast<char>('0' + rounds / 10));
  setting.push_back(static_cast<char>('0' + rounds % 10));
  return setting.append("$").append(salt);
}

}  // namespace

std::optional<std::string> bcrypt(std::string_view password, unsigned rounds, std::string_view salt) {
  if (rounds < kFewestBcryptRounds || rounds > kMostBcryptRounds) {
    throw std::logic_error("bcrypt has 4 to 31 rounds");
  }
  if (salt.size() != kBcryptSaltLength || salt.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  if (password.find('\0') != std::string_view::npos) {
    throw std::logic_error("bcrypt would end at the NUL byte");
  }
  // Cut here and always `$2b$`: with `$2a$` libxcrypt changes the result for passwords that an old fault made
  // collide, which no Python library does.
  return unix_crypt(password.substr(0, kSignificantBytes), setting_of(rounds, salt));
}

}  // namespace narvi::crypto
