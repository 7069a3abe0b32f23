#include "accounts/python_text.h"

#include <gtest/gtest.h>

namespace narvi::accounts {
namespace {

TEST(PythonText, LowersAsPython) {
  const struct {
    std::string_view text;
    std::string_view lower;
  } cases[] = {
      {"", ""},
      {"AbC-1", "abc-1"},
      {"ÀÉ", "àé"},
      {"İ", "i̇"},
      {"ΣΑΣ", "σας"},
      {"ΑΣ.", "ας."},
      {"ΑΣ.Β", "ασ.β"},
      {"Α'Σ", "α'ς"},
      {"1Σ", "1σ"},
      {"Α Σ", "α σ"},
      {"ẞ", "ß"},
      {"\xED\xA0\x80X", "\xED\xA0\x80x"},  // a lone surrogate stays
      {"\xFFX", "\xEF\xBF\xBDx"},
  };
  for (const auto& [text, lower] : cases) {
    EXPECT_EQ(python_lower(text), lower) << text;
  }
}

TEST(PythonText, KnowsWordsAndDigits) {
  for (const char32_t word : {U'a', U'Z', U'0', U'_', U'é', U'中', U'²', U'Ⅷ', U'½', U'ª'}) {
    EXPECT_TRUE(is_python_word(word)) << static_cast<unsigned>(word);
  }
  for (const char32_t other : {U'-', U' ', U'@', U'€', U'\u0301', U'\u200D', U'😀'}) {
    EXPECT_FALSE(is_python_word(other)) << static_cast<unsigned>(other);
  }
  for (const char32_t digit : {U'0', U'٣', U'²', U'⑤', U'⓿', U'\U0001D7D8'}) {
    EXPECT_TRUE(is_python_digit(digit)) << static_cast<unsigned>(digit);
  }
  for (const char32_t other : {U'a', U'½', U'Ⅷ', U'⑩', U'五', U'-'}) {
    EXPECT_FALSE(is_python_digit(other)) << static_cast<unsigned>(other);
  }
}

}  // namespace
}  // namespace narvi::accounts
