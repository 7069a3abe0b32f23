#include "systems/forward_auth/narrowing.h"

#include <algorithm>

#include "accounts/python_text.h"
#include "http/forms.h"

namespace narvi::systems::forward_auth {

namespace {

using Members = std::vector<std::string>;

void add_members(std::optional<Members>& to, std::string_view text) {
  Members& members = to ? *to : to.emplace();
  while (!text.empty()) {
    const std::string_view member = text.substr(0, text.find(','));
    if (!member.empty()) {
      members.emplace_back(member);
    }
    text.remove_prefix(std::min(text.size(), member.size() + 1));
  }
}

bool has(const Members& members, std::string_view one) {
  return std::ranges::find(members, one) != members.end();
}

/// "example.com", or ".example.com" and "*.example.com" for what is below it. `domain` is in lower case.
bool domain_fits(std::string_view domain, std::string_view pattern) {
  const std::string wanted = accounts::python_lower(pattern);
  std::string_view below = wanted;
  if (below.starts_with("*.")) {
    below.remove_prefix(1);
  }
  return below.starts_with('.') ? domain.ends_with(below) : domain == below;
}

}  // namespace

Narrowing read_narrowing(std::string_view query) {
  Narrowing narrowing;
  if (query.empty()) {
    return narrowing;
  }
  const auto form = http::parse_form(query);
  if (!form) {  // too many fields: whatever they say, nobody fits
    narrowing.groups.emplace();
    return narrowing;
  }
  for (const auto& [name, value] : form->fields()) {
    if (name == "allowed_groups") {
      add_members(narrowing.groups, value);
    } else if (name == "allowed_emails") {
      add_members(narrowing.emails, value);
    } else if (name == "allowed_email_domains") {
      add_members(narrowing.email_domains, value);
    }
  }
  return narrowing;
}

bool fits(const Narrowing& narrowing, const accounts::User& user, const std::vector<std::string>& groups) {
  const auto is_allowed = [&](const std::string& group) { return has(*narrowing.groups, group); };
  if (narrowing.groups && std::ranges::none_of(groups, is_allowed)) {
    return false;
  }
  const std::string email = accounts::python_lower(user.email);
  const auto is_his = [&](const std::string& given) { return accounts::python_lower(given) == email; };
  if (narrowing.emails && (email.empty() || std::ranges::none_of(*narrowing.emails, is_his))) {
    return false;
  }
  const std::size_t at = email.rfind('@');
  const std::string_view domain =
      at == std::string::npos ? std::string_view() : std::string_view(email).substr(at + 1);
  const auto is_below = [&](const std::string& pattern) { return domain_fits(domain, pattern); };
  return !narrowing.email_domains ||
         (!domain.empty() && std::ranges::any_of(*narrowing.email_domains, is_below));
}

}  // namespace narvi::systems::forward_auth
