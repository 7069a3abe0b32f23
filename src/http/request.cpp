#include "http/request.h"

#include <algorithm>

namespace narvi::http {
namespace {

// Not std::tolower: field names are ASCII and the process locale must not matter (RFC 9110 §5.1).
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(),
                                                   [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const HeaderView& field : fields_) {
    if (same_name(field.name, name)) {
      return field.value;
    }
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  const auto matches =
      std::ranges::count_if(fields_, [&](const HeaderView& f) { return same_name(f.name, name); });
  return static_cast<std::size_t>(matches);
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const HeaderView& field) { return same_name(field.name, name); });
}

io::Task<Result<std::string, BodyFailure>> BufferedBody::read(std::size_t limit) {
  if (bytes_.size() > limit) {
    co_return tl::unexpected(BodyFailure::kTooLarge);
  }
  co_return std::move(bytes_);
}

}  // namespace narvi::http
