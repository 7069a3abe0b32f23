#pragma once
// Narrowing: conditions that the proxy adds in the query of its question, as oauth2-proxy takes them
// (contract §2.2). They can only refuse more.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/user.h"

namespace narvi::systems::forward_auth {

struct Narrowing {
  // Each that is there must have one member that fits.
  std::optional<std::vector<std::string>> groups;
  std::optional<std::vector<std::string>> emails;
  std::optional<std::vector<std::string>> email_domains;

  bool any() const { return groups || emails || email_domains; }
};

/// Reads `allowed_groups`, `allowed_emails` and `allowed_email_domains`; each may come more than once and has
/// members with commas between. Everything else in `query` is ignored. A key without members fits nobody.
Narrowing read_narrowing(std::string_view query);

bool fits(const Narrowing& narrowing, const accounts::User& user, const std::vector<std::string>& groups);

}  // namespace narvi::systems::forward_auth
