#pragma once
// Whether a user of a file could be stored and could ever log in: pure rules (contract django-auth §5, §6).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/compat.h"
#include "accounts/intake/record.h"
#include "accounts/password_hash.h"
#include "accounts/user.h"

namespace narvi::accounts::intake {

/// What is needed to judge.
struct Judgement {
  const Hashers& hashers;         ///< of the site; a hash that none of them reads is a warning
  const DjangoBehaviour& django;  ///< whose words are used
  const UserTable& table;         ///< how the site calls the columns, and which it has
};

/// Why the user cannot be taken; empty: it can. What is merely odd is added to `warnings`: names are kept as
/// they are, since Django's own database has them.
std::optional<std::string> refuse_user(const UserRecord& user, const Judgement& judgement,
                                       std::vector<std::string>& warnings);

/// Why a text cannot stand in a column of `longest` characters; empty: it can. Also refuses NUL and what is
/// not UTF-8.
std::optional<std::string> refuse_text(std::string_view column, std::string_view text, std::size_t longest);

/// "2023-11-14T22:13:20.123Z", "2023-11-14 22:13:20+00:00": as Django writes it in dumps and everywhere else.
/// Without an offset it is UTC.
std::optional<Instant> read_instant(std::string_view text);

}  // namespace narvi::accounts::intake
