#include "database/sqlite/dialect.h"

#include <algorithm>

namespace narvi::database::sqlite {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What may stand inside a name or number: a dollar sign there does not start a parameter.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t end_after(std::string_view sql, std::string_view mark, std::size_t from) {
  const std::size_t found = sql.find(mark, std::min(from, sql.size()));
  return found == std::string_view::npos ? sql.size() : found + mark.size();
}

/// Where the piece of SQL that starts at `begin` ends: quoted text, a comment, a word, or one character. A
/// doubled quote inside a quoted text ends one piece and starts the next, which comes to the same.
std::size_t piece_end(std::string_view sql, std::size_t begin) {
  const std::string_view rest = sql.substr(begin);
  if (rest.front() == '\'' || rest.front() == '"' || rest.front() == '`') {
    return end_after(sql, rest.substr(0, 1), begin + 1);
  }
  if (rest.starts_with("--")) {
    return end_after(sql, "\n", begin);
  }
  if (rest.starts_with("/*")) {
    return end_after(sql, "*/", begin + 2);
  }
  const auto word_end = std::find_if_not(rest.begin(), rest.end(), is_word);
  return begin + std::max<std::size_t>(1, static_cast<std::size_t>(word_end - rest.begin()));
}

bool is_parameter(std::string_view piece) {
  return piece.size() > 1 && piece.front() == '$' && std::all_of(piece.begin() + 1, piece.end(), is_digit);
}

/// Calls `see` with every piece of `sql` in order.
template <class See>
void for_each_piece(std::string_view sql, See see) {
  std::size_t begin = 0;
  while (begin < sql.size()) {
    const std::size_t end = piece_end(sql, begin);
    see(sql.substr(begin, end - begin));
    begin = end;
  }
}

}  // namespace

std::string to_sqlite(std::string_view sql) {
  std::string rewritten;
  rewritten.reserve(sql.size());
  for_each_piece(sql, [&](std::string_view piece) {
    rewritten += is_parameter(piece) ? '?' : piece.front();
    rewritten += piece.substr(1);
  });
  return rewritten;
}

std::size_t count_parameters(std::string_view sql) {
  constexpr std::size_t kMost = 99'999;
  std::size_t largest = 0;
  for_each_piece(sql, [&](std::string_view piece) {
    if (!is_parameter(piece)) {
      return;
    }
    std::size_t number = 0;
    for (const char digit : piece.substr(1)) {
      number = std::min(kMost, number * 10 + static_cast<std::size_t>(digit - '0'));
    }
    largest = std::max(largest, number);
  });
  return largest;
}

}  // namespace narvi::database::sqlite
