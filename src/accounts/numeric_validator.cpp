#include "accounts/numeric_validator.h"

#include "accounts/python_text.h"
#include "base/utf8.h"

namespace narvi::accounts {

namespace {

bool is_numeric(std::string_view text) {
  if (text.empty()) {
    return false;
  }
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (!is_python_digit(next.value)) {
      return false;
    }
    text.remove_prefix(next.length);
  }
  return true;
}

class NumericValidator final : public PasswordValidator {
 public:
  explicit NumericValidator(const Language& language) : language_(language) {}

  std::optional<PasswordProblem> check(std::string_view password,
                                       const PasswordOwner* /*owner*/) const override {
    if (!is_numeric(password)) {
      return std::nullopt;
    }
    return PasswordProblem{"password_entirely_numeric", say(language_, Message::kPasswordEntirelyNumeric)};
  }
  std::string help_text() const override { return say(language_, Message::kPasswordEntirelyNumericHelp); }

 private:
  const Language& language_;
};

}  // namespace

std::unique_ptr<PasswordValidator> make_numeric_validator(const Language& language) {
  return std::make_unique<NumericValidator>(language);
}

}  // namespace narvi::accounts
