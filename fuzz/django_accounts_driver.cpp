// The C++ half of django_accounts_oracle.py. Frames on standard input and output: four bytes of length (big
// endian), then JSON. Each question is an object whose "kind" says what is asked.

#include <optional>
#include <string>

#include "accounts/common_validator.h"
#include "accounts/email_address.h"
#include "accounts/length_validator.h"
#include "accounts/numeric_validator.h"
#include "accounts/redirect_target.h"
#include "accounts/reset_token.h"
#include "accounts/similarity_validator.h"
#include "frames.h"
#include "http/python_json.h"

namespace {

using namespace narvi;
using namespace narvi::accounts;
using http::json::Object;
using http::json::Value;

const DjangoBehaviour& django() {
  return behaviour(DjangoVersion::k3_2);
}

const std::string& text(const Object& question, std::string_view key) {
  return *question.find(key)->text();
}

Instant instant(const Object& question, std::string_view key) {
  return Instant(Microseconds(*question.find(key)->integer()));
}

bool flag(const Object& question, std::string_view key) {
  return *question.find(key)->boolean();
}

Value reset_token(const Object& question) {
  const SigningKeys keys = signing_keys(django(), SecretText(text(question, "secret")), {});
  ResetTokenOptions options;
  options.zone = TimeZone::find(text(question, "zone")).value();
  options.use_tz = flag(question, "use_tz");
  User user;
  user.key = parse_user_key(text(question, "pk"), UserKeyType::kInteger).value();
  user.password = SecretText(text(question, "password"));
  user.email = text(question, "email");
  if (!question.find("last_login")->is_null()) {
    user.last_login = instant(question, "last_login");
  }
  const ResetTokens tokens(django(), keys, options);
  Object answer;
  answer.set("token", tokens.make(user, instant(question, "now")));
  answer.set("valid", tokens.check(user, text(question, "check"), instant(question, "later"),
                                   Seconds(*question.find("timeout")->integer())));
  return answer;
}

Value redirect(const Object& question) {
  const std::string_view hosts[] = {"testserver", "other:8443"};
  return is_safe_redirect(text(question, "url"), hosts, flag(question, "https"), django());
}

Value login(const Object& question) {
  return login_redirect(text(question, "next"), text(question, "login_url"), "next");
}

Value password(const Object& question) {
  static const PasswordValidators kAll = [] {
    PasswordValidators all;
    all.add(make_similarity_validator());
    all.add(make_length_validator());
    all.add(make_common_validator());
    all.add(make_numeric_validator());
    return all;
  }();
  const PasswordOwner owner{text(question, "username"), text(question, "first_name"),
                            text(question, "last_name"), text(question, "email")};
  http::json::Array messages;
  for (const PasswordProblem& problem : kAll.check(SecretText(text(question, "password")), &owner)) {
    messages.emplace_back(problem.message);
  }
  return messages;
}

Value answer(const Object& question) {
  const std::string& kind = text(question, "kind");
  if (kind == "token") {
    return reset_token(question);
  }
  if (kind == "redirect") {
    return redirect(question);
  }
  if (kind == "login") {
    return login(question);
  }
  return kind == "email" ? Value(is_valid_email(text(question, "email"), django())) : password(question);
}

}  // namespace

int main() {
  while (const std::optional<std::string> frame = read_frame()) {
    const auto question = http::json::read(*frame);
    write_frame(http::json::write(answer(*question->object()), http::json::Style::kCompactAscii));
  }
  return 0;
}
