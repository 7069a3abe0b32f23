#pragma once
// Identity fields: how an application behind the proxy is told who the visitor is (contract §2.3).

#include <string>
#include <utility>
#include <vector>

#include "accounts/user.h"
#include "base/result.h"
#include "systems/forward_auth/options.h"

namespace narvi::systems::forward_auth {

/// Names and values, in the order in which they are sent.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// Who the visitor is. Commas in the names of groups, and characters that no field may hold, are
/// percent-encoded, so that no name can pass for two; '%' is, too.
struct Visitor {
  const accounts::User& user;
  const std::vector<std::string>& groups;
};

/// The fields of `visitor`: every name that `options` has is there, and those that are not among `told`
/// ("user", "groups", "name", "email", "id") are empty. The error says why this user cannot be told (his name
/// cannot stand in a field, or there are more groups than max_header_bytes holds): nothing is ever cut short.
Result<Fields> identity_fields(const Visitor& visitor, const std::vector<std::string>& told,
                               const Options& options);

/// The same names, all empty: nobody. They overwrite what the visitor sent himself (contract §3.4, trap of
/// Caddy).
Fields nobody(const Options& options);

}  // namespace narvi::systems::forward_auth
