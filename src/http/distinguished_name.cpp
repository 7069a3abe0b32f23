#include "http/distinguished_name.h"

namespace narvi::http {

namespace {

constexpr std::size_t kLongest = 8192;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Reads TYPE=VALUE pairs, which ',' or '+' divide (RFC 2253 §3).
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  /// The next pair and the sign behind it; false: broken.
  bool pair(std::string_view& type, std::string& value) {
    const std::size_t equals = rest_.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      return false;
    }
    type = rest_.substr(0, equals);
    rest_.remove_prefix(equals + 1);
    value.clear();
    while (!rest_.empty() && rest_.front() != ',' && rest_.front() != '+') {
      if (!character(value)) {
        return false;
      }
    }
    if (rest_.empty()) {
      return true;
    }
    rest_.remove_prefix(1);
    return !rest_.empty();  // a pair follows every sign
  }

 private:
  bool character(std::string& value) {
    if (rest_.front() != '\\') {
      value.push_back(rest_.front());
      rest_.remove_prefix(1);
      return true;
    }
    if (rest_.size() < 2) {
      return false;
    }
    const int high = hex_digit(rest_[1]);
    if (high < 0) {
      value.push_back(rest_[1]);
      rest_.remove_prefix(2);
      return true;
    }
    const int low = rest_.size() > 2 ? hex_digit(rest_[2]) : -1;
    if (low < 0) {
      return false;
    }
    value.push_back(static_cast<char>(high * 16 + low));
    rest_.remove_prefix(3);
    return true;
  }

  std::string_view rest_;
};

}  // namespace

Result<std::optional<std::string>, SubjectFault> common_name(std::string_view subject) {
  if (subject.size() > kLongest) {
    return tl::unexpected(SubjectFault::kBroken);
  }
  std::optional<std::string> found;
  std::string_view type;
  std::string value;
  for (Reader reader(subject); !reader.at_end();) {
    if (!reader.pair(type, value)) {
      return tl::unexpected(SubjectFault::kBroken);
    }
    if (type != "CN") {
      continue;
    }
    if (found || value.empty() || value.starts_with('#')) {
      return tl::unexpected(
          SubjectFault::kAmbiguous);  // several name nobody; "#..." is BER of a type without a text
    }
    found = value;
  }
  return found;
}

}  // namespace narvi::http
