#pragma once
// The columns of a CSV file of users, and a line of it as a user.

#include <cstdint>
#include <string>
#include <vector>

#include "accounts/intake/record.h"
#include "accounts/intake/record_check.h"
#include "accounts/intake/records.h"
#include "base/result.h"

namespace narvi::accounts::intake {

enum class CsvColumn {
  kKey,
  kUsername,
  kPassword,
  kClearPassword,
  kEmail,
  kFirstName,
  kLastName,
  kIsActive,
  kIsStaff,
  kIsSuperuser,
  kLastLogin,
  kDateJoined,
  kGroups,
  kPermissions,
};

/// The columns that the first line names, or what is wrong with it: a name nobody knows, one twice, no
/// username, or clear passwords that were not asked for.
Result<std::vector<CsvColumn>, std::string> csv_header(const std::vector<std::string>& names,
                                                       CsvChoice choice);

/// The user of one line, or why it is refused.
Record read_csv_user(std::uint64_t line, const std::vector<CsvColumn>& columns,
                     std::vector<std::string> cells, const Judgement& judgement);

}  // namespace narvi::accounts::intake
