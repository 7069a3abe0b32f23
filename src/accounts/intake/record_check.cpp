#include "accounts/intake/record_check.h"

#include <array>
#include <utility>

#include "accounts/email_address.h"
#include "accounts/username.h"
#include "base/utf8.h"
#include "database/time_text.h"

namespace narvi::accounts::intake {

namespace {

// The widths of Django's columns (contract django-auth §5).
constexpr std::size_t kLongestName = 150;
constexpr std::size_t kLongestEmail = 254;
constexpr std::size_t kLongestPassword = 128;

/// The site's people log in with their mail address, which is their name then.
bool is_address(const UserTable& table) {
  return table.username == table.email;
}

void warn_of_password(std::string_view encoded, const Judgement& judgement,
                      std::vector<std::string>& warnings) {
  if (!is_password_usable(encoded)) {
    return;
  }
  const Hasher* hasher = judgement.hashers.identify(encoded);
  if (hasher == nullptr) {
    // A gibberish column may hold anything, even a clear password: only what can be an algorithm is named.
    const std::string_view algorithm =
        encoded.find('$') == std::string_view::npos ? "" : claimed_algorithm(encoded);
    warnings.push_back(algorithm.empty()
                           ? "password: it is not an encoded hash; kept, but nobody can log in with it"
                           : "password: the algorithm \"" + std::string(algorithm.substr(0, 32)) +
                                 "\" is not one of [auth] password_hashers; kept, but nobody can log in "
                                 "with it");
  } else if (hasher->safe_summary(encoded).empty()) {
    warnings.push_back("password: the hash is damaged; kept, but nobody can log in with it");
  }
}

}  // namespace

std::optional<std::string> refuse_text(std::string_view column, std::string_view text, std::size_t longest) {
  const std::string start = std::string(column) + ": ";
  if (find_utf8_fault(text)) {
    return start + "it is not UTF-8";
  }
  if (text.find('\0') != std::string_view::npos) {
    return start + "Null characters are not allowed.";
  }
  if (const std::size_t length = count_code_points(text); length > longest) {
    return start + "Ensure this value has at most " + std::to_string(longest) + " characters (it has " +
           std::to_string(length) + ").";
  }
  return std::nullopt;
}

std::optional<std::string> refuse_user(const UserRecord& user, const Judgement& judgement,
                                       std::vector<std::string>& warnings) {
  if (python_strip(user.username).empty()) {
    return "username: This field cannot be blank.";
  }
  const std::array<std::tuple<std::string_view, std::string_view, std::size_t>, 5> texts = {{
      {"username", user.username, is_address(judgement.table) ? kLongestEmail : kLongestName},
      {"email", user.email ? std::string_view(*user.email) : "", kLongestEmail},
      {"first_name", user.first_name ? std::string_view(*user.first_name) : "", kLongestName},
      {"last_name", user.last_name ? std::string_view(*user.last_name) : "", kLongestName},
      {"password", user.password ? std::string_view(user.password->reveal()) : "", kLongestPassword},
  }};
  for (const auto& [column, text, longest] : texts) {
    if (auto reason = refuse_text(column, text, longest)) {
      return reason;
    }
  }
  if (is_address(judgement.table)) {
    if (!is_valid_email(user.username, judgement.django)) {
      warnings.push_back("email: Enter a valid email address.");
    }
  } else if (const auto odd =
                 refuse_username(user.username, UsernameCharacters::kUnicode, judgement.django)) {
    warnings.push_back("username: " + std::string(*odd));
  }
  if (normalize_username(user.username) != user.username) {
    warnings.push_back("username: it is not in normal form (NFKC), so that the login form would not find it");
  }
  if (user.password) {
    warn_of_password(user.password->reveal(), judgement, warnings);
  }
  return std::nullopt;
}

std::optional<Instant> read_instant(std::string_view text) {
  std::string form(text);
  if (form.size() > 10 && form[10] == 'T') {
    form[10] = ' ';
  }
  if (form.ends_with('Z')) {
    form.replace(form.size() - 1, 1, "+00:00");
  }
  return database::parse_instant(form);
}

}  // namespace narvi::accounts::intake
