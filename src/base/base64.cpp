#include "base/base64.h"

#include <array>
#include <cstdint>

namespace narvi {

namespace {

constexpr std::string_view kStandardDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kForeign = 64;

using Table = std::array<std::uint8_t, 256>;

constexpr Table make_table(std::string_view digits) {
  Table table{};
  table.fill(kForeign);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    table[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr Table kStandardTable = make_table(kStandardDigits);
constexpr Table kUrlTable = make_table(kUrlDigits);

std::uint8_t digit_value(const Table& table, char character) {
  return table[static_cast<unsigned char>(character)];
}

/// Collects six-bit digits and gives off bytes.
class Bits {
 public:
  void push(std::uint8_t digit, std::string& out) {
    bits_ = (bits_ << 6U) | digit;
    count_ += 6;
    if (count_ >= 8) {
      count_ -= 8;
      out.push_back(static_cast<char>((bits_ >> count_) & 0xFFU));
    }
  }
  /// True if the bits that are left over are all zero, as an encoder leaves them.
  bool clean() const { return (bits_ & ((1U << count_) - 1U)) == 0; }

 private:
  std::uint32_t bits_ = 0;
  unsigned count_ = 0;
};

std::string encode(std::string_view bytes, std::string_view digits) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char character : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(character);
    count += 8;
    while (count >= 6) {
      count -= 6;
      out.push_back(digits[(bits >> count) & 0x3FU]);
    }
  }
  if (count > 0) {
    out.push_back(digits[(bits << (6 - count)) & 0x3FU]);
  }
  return out;
}

std::optional<std::string> decode(std::string_view text, const Table& table) {
  if (text.size() % 4 == 1) {
    return std::nullopt;
  }
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  Bits bits;
  for (const char character : text) {
    const std::uint8_t digit = digit_value(table, character);
    if (digit == kForeign) {
      return std::nullopt;
    }
    bits.push(digit, out);
  }
  return bits.clean() ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  return repaired_padding(encode(bytes, kStandardDigits));
}

std::string base64_url_encode(std::string_view bytes) {
  return encode(bytes, kUrlDigits);
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
    text.remove_suffix(1);
  }
  return decode(text, kStandardTable);
}

std::optional<std::string> base64_url_decode(std::string_view text) {
  return decode(text, kUrlTable);
}

std::optional<std::string> base64_decode_lenient(std::string_view text, Base64Alphabet alphabet) {
  const Table& table = alphabet == Base64Alphabet::kUrl ? kUrlTable : kStandardTable;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  Bits bits;
  unsigned position = 0;  // in the group of four
  unsigned padding = 0;
  for (const char character : text) {
    if (character == '=') {
      ++padding;
      if (position >= 2 && position + padding >= 4) {
        return out;
      }
      continue;
    }
    const std::uint8_t digit = digit_value(table, character);
    if (digit == kForeign) {
      continue;
    }
    padding = 0;
    position = (position + 1) % 4;
    bits.push(digit, out);
  }
  return position == 0 ? std::optional(std::move(out)) : std::nullopt;
}

std::string repaired_padding(std::string_view text) {
  std::string out(text);
  out.append((4 - text.size() % 4) % 4, '=');
  return out;
}

}  // namespace narvi
