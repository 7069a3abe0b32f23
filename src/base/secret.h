#pragma once
// Secret<T>: a value that must not be printed, logged or compared with ==. Reading it takes a visible
// `.reveal()`, and its memory is wiped when it goes (docs/decisions/0002-secrets.md).

#include <cstring>
#include <string>
#include <utility>

namespace narvi {

/// Overwrites `size` bytes in a way the optimiser may not remove.
inline void wipe(void* data, std::size_t size) {
  explicit_bzero(data, size);
}

template <class T>
class Secret;

/// Secret text: passwords, keys, session keys, tokens.
template <>
class Secret<std::string> {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.clear(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      clear();
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    clear();
    value_ = std::move(other.value_);
    other.clear();
    return *this;
  }
  ~Secret() { clear(); }

  /// The text itself. Never store, print or log what this returns.
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  bool operator==(const Secret&) const = delete;  // use crypto::same, which takes constant time

 private:
  void clear() {
    wipe(value_.data(), value_.size());
    value_.clear();
  }
  std::string value_;
};

using SecretText = Secret<std::string>;

}  // namespace narvi
