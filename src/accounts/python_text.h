#pragma once
// What Python's str methods say about characters, for rules whose upstream form leans on them.

#include <string>
#include <string_view>

namespace narvi::accounts {

/// The characters of UTF-8 (WTF-8) text; broken sequences become U+FFFD.
std::u32string code_points(std::string_view text);

/// Python's str.lower() of UTF-8 (WTF-8) text: letter by letter, except that a Greek sigma that ends a word
/// becomes U+03C2 (Unicode 15 §3.13, Final_Sigma). Broken sequences become U+FFFD.
std::string python_lower(std::string_view text);

/// `\w` of a Python pattern: letters, everything numeric and '_', but no combining marks.
bool is_python_word(char32_t character);

/// str.isdigit() for one character: decimal digits of every script, and digits in other shapes such as
/// superscripts.
bool is_python_digit(char32_t character);

/// A character of Unicode's category C: controls, format signs, surrogates, private use, unassigned.
bool is_unicode_other(char32_t character);

}  // namespace narvi::accounts
