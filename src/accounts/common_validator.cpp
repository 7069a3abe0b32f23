#include "accounts/common_validator.h"

#include <utility>

#include "accounts/common_passwords.h"
#include "accounts/python_text.h"
#include "base/secret.h"
#include "base/utf8.h"

namespace narvi::accounts {

namespace {

class CommonValidator final : public PasswordValidator {
 public:
  explicit CommonValidator(const Language& language) : lines_(shipped_passwords()), language_(language) {}
  CommonValidator(std::string own_lines, const Language& language)
      : own_(std::move(own_lines)), lines_(own_), language_(language) {}

  std::optional<PasswordProblem> check(std::string_view password,
                                       const PasswordOwner* /*owner*/) const override {
    const SecretText lower(python_lower(password));
    if (!lists_password(lines_, python_strip(lower.reveal()))) {
      return std::nullopt;
    }
    return PasswordProblem{"password_too_common", say(language_, Message::kPasswordTooCommon)};
  }
  std::string help_text() const override { return say(language_, Message::kPasswordTooCommonHelp); }

 private:
  const std::string own_;  // of a site's own list
  const std::string_view lines_;
  const Language& language_;
};

}  // namespace

std::unique_ptr<PasswordValidator> make_common_validator(const Language& language) {
  return std::make_unique<CommonValidator>(language);
}

Result<std::unique_ptr<PasswordValidator>> make_common_validator_from(const std::string& path,
                                                                      const Language& language) {
  Result<std::string> lines = read_password_list(path);
  if (!lines) {
    return tl::unexpected<Error>(std::move(lines.error()));
  }
  return std::make_unique<CommonValidator>(std::move(*lines), language);
}

}  // namespace narvi::accounts
