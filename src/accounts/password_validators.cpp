#include "accounts/password_validators.h"

namespace narvi::accounts {

namespace {

/// As Django's templates write text into HTML.
void append_escaped(std::string& out, std::string_view text) {
  for (const char character : text) {
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#x27;";
        break;
      default:
        out.push_back(character);
    }
  }
}

}  // namespace

std::vector<PasswordProblem> PasswordValidators::check(const SecretText& password,
                                                       const PasswordOwner* owner) const {
  std::vector<PasswordProblem> problems;
  for (const std::unique_ptr<PasswordValidator>& validator : ordered_) {
    if (std::optional<PasswordProblem> problem = validator->check(password.reveal(), owner)) {
      problems.push_back(std::move(*problem));
    }
  }
  return problems;
}

std::vector<std::string> PasswordValidators::help_texts() const {
  std::vector<std::string> texts;
  texts.reserve(ordered_.size());
  for (const std::unique_ptr<PasswordValidator>& validator : ordered_) {
    texts.push_back(validator->help_text());
  }
  return texts;
}

std::string PasswordValidators::help_html() const {
  if (ordered_.empty()) {
    return {};
  }
  std::string html = "<ul>";
  for (const std::string& text : help_texts()) {
    html += "<li>";
    append_escaped(html, text);
    html += "</li>";
  }
  return html + "</ul>";
}

void PasswordValidators::password_changed(const SecretText& password, const PasswordOwner& owner) const {
  for (const std::unique_ptr<PasswordValidator>& validator : ordered_) {
    validator->password_changed(password.reveal(), owner);
  }
}

}  // namespace narvi::accounts
