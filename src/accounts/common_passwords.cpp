#include "accounts/common_passwords.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/utf8.h"
#include "crypto/gzip.h"

namespace narvi::accounts {

namespace {

constexpr std::size_t kLongestList = std::size_t{256} << 20U;

/// The lines of `text` without outer white space.
std::vector<std::string_view> stripped_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(python_strip(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

tl::unexpected<Error> unreadable(const std::string& path, std::string_view why) {
  return fail(ErrorKind::kConfiguration,
              "the list of common passwords " + path + " cannot be read: " + std::string(why));
}

}  // namespace

bool lists_password(std::string_view sorted_lines, std::string_view password) {
  if (password.find('\n') != std::string_view::npos) {
    return false;
  }
  while (!sorted_lines.empty()) {
    const std::size_t middle = sorted_lines.size() / 2;
    const std::size_t before = middle == 0 ? std::string_view::npos : sorted_lines.rfind('\n', middle - 1);
    const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = sorted_lines.find('\n', start);
    const int order = sorted_lines.substr(start, end - start).compare(password);
    if (order == 0) {
      return true;
    }
    sorted_lines = order > 0 ? sorted_lines.substr(0, start) : sorted_lines.substr(end + 1);
  }
  return false;
}

std::string sorted_password_lines(std::string_view list) {
  std::vector<std::string_view> lines = stripped_lines(list);
  std::ranges::sort(lines);
  const auto repeated = std::ranges::unique(lines);
  lines.erase(repeated.begin(), repeated.end());
  std::string sorted;
  sorted.reserve(list.size() + 1);
  for (const std::string_view line : lines) {
    sorted.append(line).push_back('\n');
  }
  return sorted;
}

Result<std::string> read_password_list(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) {
    return unreadable(path, "there is no such file, or it is not ours to read");
  }
  const std::streamoff size = file.tellg();
  if (size < 0 || static_cast<std::size_t>(size) > kLongestList) {
    return unreadable(path, "it is no ordinary file, or too long");
  }
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), size)) {
    return unreadable(path, "it ends early");
  }
  if (crypto::is_gzip(bytes)) {
    Result<std::string> text = crypto::gunzip(bytes, kLongestList);
    if (!text) {
      return unreadable(path, text.error().message);
    }
    bytes = std::move(*text);
  }
  if (const auto fault = find_utf8_fault(bytes)) {
    return unreadable(path, "byte " + std::to_string(fault->position) + " is not UTF-8");
  }
  return sorted_password_lines(bytes);
}

}  // namespace narvi::accounts
