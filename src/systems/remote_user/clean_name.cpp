#include "systems/remote_user/clean_name.h"

#include <algorithm>
#include <utility>

#include "accounts/python_text.h"
#include "http/asserted_name.h"

namespace narvi::systems::remote_user {

namespace {

/// Bytes that begin a character beyond ASCII.
std::ptrdiff_t foreign_letters(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0xC0U; });
}

}  // namespace

std::string clean_name(const Cleaning& cleaning, const std::function<std::string(std::string)>& pattern,
                       std::string name) {
  if (cleaning.strip_domain == StripDomain::kSuffix) {
    name.erase(std::min(name.find('@'), name.size()));
  } else if (cleaning.strip_domain == StripDomain::kPrefix) {
    const std::size_t backslash = name.find('\\');
    name.erase(0, backslash == std::string::npos ? 0 : backslash + 1);
  }
  if (pattern) {
    name = pattern(std::move(name));
  }
  if (cleaning.lower) {
    std::string lowered = accounts::python_lower(name);
    if (foreign_letters(lowered) < foreign_letters(name)) {
      return {};
    }
    name = std::move(lowered);
  }
  // What was taken away may have left a blank at an end, and a replacement may put anything in.
  const http::Reading reading = cleaning.latin1 ? http::Reading::kBytes : http::Reading::kText;
  return http::name_fault(name, reading) ? std::string() : name;
}

}  // namespace narvi::systems::remote_user
