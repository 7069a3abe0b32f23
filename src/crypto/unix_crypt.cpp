#include "crypto/unix_crypt.h"

#include <crypt.h>

#include <memory>
#include <stdexcept>

#include "base/secret.h"

namespace narvi::crypto {

std::optional<std::string> unix_crypt(std::string_view phrase, std::string_view setting) {
  if (phrase.find('\0') != std::string_view::npos || setting.find('\0') != std::string_view::npos) {
    throw std::logic_error("crypt(3) would end at the NUL byte");
  }
  const SecretText own_phrase{std::string(phrase)};
  const std::string own_setting(setting);
  const auto data = std::make_unique<crypt_data>();
  const char* const made =
      crypt_rn(own_phrase.reveal().c_str(), own_setting.c_str(), data.get(), sizeof(*data));
  std::optional<std::string> result;
  if (made != nullptr) {
    result = made;
  }
  wipe(data.get(), sizeof(*data));
  return result;
}

}  // namespace narvi::crypto
