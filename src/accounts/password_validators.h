#pragma once
// Password validators: what a new password must be like (Django's AUTH_PASSWORD_VALIDATORS; contract
// django-auth §6.7). All of them run, all that they say is collected, in the order of the configuration.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace narvi::accounts {

/// Whose password it will be; empty texts are skipped. A user that is not saved yet has one, too.
struct PasswordOwner {
  std::string username;
  std::string first_name;
  std::string last_name;
  std::string email;
};

/// One reason to refuse a password: Django's code and its message.
struct PasswordProblem {
  std::string code;  ///< "password_too_short"
  std::string message;
};

class PasswordValidator {
 public:
  virtual ~PasswordValidator() = default;
  /// Empty: acceptable. `owner` may be null: nothing is known of the user. Called on any thread.
  virtual std::optional<PasswordProblem> check(std::string_view password,
                                               const PasswordOwner* owner) const = 0;
  /// What a form tells people beforehand.
  virtual std::string help_text() const = 0;
  /// Told after the password was changed and saved (hook for histories).
  virtual void password_changed(std::string_view /*password*/, const PasswordOwner& /*owner*/) const {}
};

/// The ordered list of a site.
class PasswordValidators {
 public:
  void add(std::unique_ptr<PasswordValidator> validator) { ordered_.push_back(std::move(validator)); }

  /// Everything that is wrong with `password`; empty: nothing.
  std::vector<PasswordProblem> check(const SecretText& password, const PasswordOwner* owner) const;
  std::vector<std::string> help_texts() const;
  /// `<ul><li>…</li></ul>` with escaped texts; empty if there is no validator.
  std::string help_html() const;
  void password_changed(const SecretText& password, const PasswordOwner& owner) const;

 private:
  std::vector<std::unique_ptr<PasswordValidator>> ordered_;
};

}  // namespace narvi::accounts
