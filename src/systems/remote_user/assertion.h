#pragma once
// What a front server says about the user of a request, read strictly. http/admit has seen to it that only
// front servers say anything (contract remote-user-forward-auth §3.2).

#include <optional>
#include <string>

#include "accounts/remote_user_backend.h"
#include "base/result.h"
#include "http/asserted_name.h"
#include "http/request.h"
#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

struct Assertion {
  std::string name;  ///< empty: it says that there is nobody
  accounts::RemoteUserAttributes said;
};

/// Empty optional: nothing is said. The error is a name, or something beside it, that is refused with 400.
Result<std::optional<Assertion>, http::AssertionFault> read_assertion(const Source& source,
                                                                      const http::Request& request);

/// The names of groups in the value of a field: between separators, outer blanks trimmed, empty ones and
/// repetitions left out. More than 500 are refused.
Result<std::vector<std::string>, http::AssertionFault> split_groups(
    std::string_view value, std::string_view separator, http::Reading reading = http::Reading::kText);

}  // namespace narvi::systems::remote_user
