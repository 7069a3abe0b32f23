#pragma once
// The Authorization header as REST framework splits it, for Basic and Token (drf §3.1): raw bytes, on runs of
// ASCII white space; the first word is compared in any case.

#include <string_view>
#include <vector>

namespace narvi::rest::schemes {

/// The words of `header`, at most three (a third one already is the "spaces" error). NBSP is not white space.
std::vector<std::string_view> authorization_words(std::string_view header);

/// ASCII case-insensitive equality.
bool same_word(std::string_view left, std::string_view right);

/// A token of RFC 9110 §5.6.2: what may stand in front of the blank, or be the name of a field.
bool is_word(std::string_view text);

}  // namespace narvi::rest::schemes
