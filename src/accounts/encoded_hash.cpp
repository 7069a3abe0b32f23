#include "accounts/encoded_hash.h"

#include <charconv>
#include <limits>

#include "accounts/password_hash.h"
#include "base/utf8.h"

namespace narvi::accounts {

std::optional<std::string_view> take_field(std::string_view& rest) {
  const std::size_t dollar = rest.find('$');
  if (dollar == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view field = rest.substr(0, dollar);
  rest.remove_prefix(dollar + 1);
  return field;
}

std::optional<unsigned> read_cost(std::string_view text) {
  unsigned value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (text.starts_with('0') || end != last) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    return std::numeric_limits<unsigned>::max();
  }
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

bool is_short_salt(std::string_view salt) {
  return count_code_points(salt) < kSaltLength;
}

}  // namespace narvi::accounts
