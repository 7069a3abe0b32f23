#include "accounts/similarity_validator.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "accounts/python_text.h"
#include "base/secret.h"
#include "base/utf8.h"

namespace narvi::accounts {

namespace {

struct AttributeRow {
  UserAttribute attribute;
  std::string_view name;
  std::string PasswordOwner::*value;
  Message verbose_name;
};

constexpr std::array<AttributeRow, 4> kAttributes{{
    {UserAttribute::kUsername, "username", &PasswordOwner::username, Message::kUsername},
    {UserAttribute::kFirstName, "first_name", &PasswordOwner::first_name, Message::kFirstName},
    {UserAttribute::kLastName, "last_name", &PasswordOwner::last_name, Message::kLastName},
    {UserAttribute::kEmail, "email", &PasswordOwner::email, Message::kEmailAddress},
}};

const AttributeRow& row_of(UserAttribute attribute) {
  return *std::ranges::find(kAttributes, attribute, &AttributeRow::attribute);
}

/// The characters of a text, wiped when they go: they may be a password's.
class Characters {
 public:
  explicit Characters(std::string_view text) {
    values_.reserve(text.size());
    while (!text.empty()) {
      const CodePoint next = first_code_point(text);
      values_.push_back(next.value);
      text.remove_prefix(next.length);
    }
  }
  ~Characters() {
    if (!values_.empty()) {
      wipe(values_.data(), values_.size() * sizeof(char32_t));
    }
  }
  Characters(const Characters&) = delete;
  Characters& operator=(const Characters&) = delete;

  void sort() { std::ranges::sort(values_); }
  std::span<const char32_t> all() const { return values_; }

 private:
  std::vector<char32_t> values_;
};

/// Python's SequenceMatcher.quick_ratio(): how many characters both have, in whatever order, so anagrams are
/// equal. `password` is sorted.
double quick_ratio(std::span<const char32_t> password, std::span<const char32_t> part) {
  const std::size_t length = password.size() + part.size();
  if (length == 0) {
    return 1.0;
  }
  std::vector<char32_t> sorted(part.begin(), part.end());
  std::ranges::sort(sorted);
  std::size_t matches = 0;
  auto left = password.begin();
  auto right = sorted.cbegin();
  while (left != password.end() && right != sorted.cend()) {
    matches += *left == *right ? 1 : 0;
    const bool step_left = *left <= *right;
    const bool step_right = *right <= *left;
    left += step_left ? 1 : 0;
    right += step_right ? 1 : 0;
  }
  return 2.0 * static_cast<double>(matches) / static_cast<double>(length);
}

class SimilarityValidator final : public PasswordValidator {
 public:
  SimilarityValidator(SimilarityRule rule, const Language& language)
      : rule_(std::move(rule)), language_(language) {}

  std::optional<PasswordProblem> check(std::string_view password, const PasswordOwner* owner) const override {
    if (owner == nullptr) {
      return std::nullopt;
    }
    const SecretText lower(python_lower(password));
    Characters sorted(lower.reveal());
    sorted.sort();
    for (const UserAttribute attribute : rule_.attributes) {
      const AttributeRow& row = row_of(attribute);
      if (resembles(sorted.all(), owner->*row.value)) {
        return PasswordProblem{"password_too_similar",
                               say(language_, Message::kPasswordTooSimilar,
                                   {{"verbose_name", say(language_, row.verbose_name)}})};
      }
    }
    return std::nullopt;
  }
  std::string help_text() const override { return say(language_, Message::kPasswordTooSimilarHelp); }

 private:
  /// Compares with the whole value and with the parts between its non-word characters, empty ones too.
  bool resembles(std::span<const char32_t> password, std::string_view value) const {
    if (value.empty()) {
      return false;
    }
    const Characters characters(python_lower(value));
    const std::span<const char32_t> all = characters.all();
    std::size_t at = 0;
    while (true) {
      const auto start = all.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = std::find_if_not(start, all.end(), is_python_word);
      if (is_near(password, {start, end})) {
        return true;
      }
      if (end == all.end()) {
        return is_near(password, all);
      }
      at = static_cast<std::size_t>(std::find_if(end, all.end(), is_python_word) - all.begin());
    }
  }

  bool is_near(std::span<const char32_t> password, std::span<const char32_t> part) const {
    const auto length = static_cast<double>(password.size());
    const bool far_shorter = password.size() >= 10 * part.size() &&
                             static_cast<double>(part.size()) < rule_.max_similarity / 2 * length;
    return !far_shorter && quick_ratio(password, part) >= rule_.max_similarity;
  }

  const SimilarityRule rule_;
  const Language& language_;
};

}  // namespace

std::optional<UserAttribute> parse_user_attribute(std::string_view name) {
  const auto found = std::ranges::find(kAttributes, name, &AttributeRow::name);
  return found == kAttributes.end() ? std::nullopt : std::optional(found->attribute);
}

std::unique_ptr<PasswordValidator> make_similarity_validator(SimilarityRule rule, const Language& language) {
  return std::make_unique<SimilarityValidator>(std::move(rule), language);
}

}  // namespace narvi::accounts
