#include "rest/schemes/authorization.h"

#include <algorithm>

#include "http/request.h"

namespace narvi::rest::schemes {

std::vector<std::string_view> authorization_words(std::string_view header) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  constexpr std::size_t kEnough = 3;
  std::vector<std::string_view> words;
  while (words.size() < kEnough) {
    const std::size_t start = header.find_first_not_of(kSpace);
    if (start == std::string_view::npos) {
      break;
    }
    header.remove_prefix(start);
    const std::size_t end = header.find_first_of(kSpace);
    words.push_back(header.substr(0, end));
    header.remove_prefix(end == std::string_view::npos ? header.size() : end);
  }
  return words;
}

bool same_word(std::string_view left, std::string_view right) {
  return http::same_name(left, right);
}

bool is_word(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [kMarks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace narvi::rest::schemes
