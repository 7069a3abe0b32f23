#include "accounts/length_validator.h"

#include <cstdint>

#include "base/utf8.h"

namespace narvi::accounts {

namespace {

class LengthValidator final : public PasswordValidator {
 public:
  LengthValidator(LengthRule rule, const Language& language) : rule_(rule), language_(language) {}

  std::optional<PasswordProblem> check(std::string_view password,
                                       const PasswordOwner* /*owner*/) const override {
    if (count_code_points(password) >= rule_.min_length) {
      return std::nullopt;
    }
    return PasswordProblem{"password_too_short", text(Message::kPasswordTooShort)};
  }
  std::string help_text() const override { return text(Message::kPasswordTooShortHelp); }

 private:
  std::string text(Message message) const {
    return say_counted(language_, message, "min_length", static_cast<std::int64_t>(rule_.min_length));
  }

  const LengthRule rule_;
  const Language& language_;
};

}  // namespace

std::unique_ptr<PasswordValidator> make_length_validator(LengthRule rule, const Language& language) {
  return std::make_unique<LengthValidator>(rule, language);
}

}  // namespace narvi::accounts
