#include "systems/durin/tokens.h"

#include "base/utf8.h"

namespace narvi::systems::durin {

namespace {

constexpr std::size_t kLongest = 1024;  // bytes; TOKEN_CHARACTER_LENGTH is 64 unless a site made it longer

}  // namespace

bool may_be_token(std::string_view given) {
  return !given.empty() && given.size() <= kLongest && given.find('\0') == std::string_view::npos &&
         !find_utf8_fault(given);
}

SecretText random_token(Random& random, std::size_t length) {
  return SecretText(random.hex(length / 2));
}

}  // namespace narvi::systems::durin
