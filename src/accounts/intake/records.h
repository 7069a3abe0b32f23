#pragma once
// The records of a file, whatever its form.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "accounts/intake/byte_source.h"
#include "accounts/intake/record.h"
#include "accounts/intake/record_check.h"

namespace narvi::accounts::intake {

class Records {
 public:
  virtual ~Records() = default;
  /// The next record; empty at the end. An error (with its line) means that nothing behind it can be read.
  virtual Result<std::optional<Record>> next() = 0;
  /// Bytes read so far.
  virtual std::uint64_t position() const = 0;
};

/// Django's dumpdata as JSON or JSON lines. `user_model`: "auth.user", or the model that a site uses instead,
/// in any case. Numbers of content types, permissions and groups mean what the file itself says of them
/// further up; objects of other models are passed over.
std::unique_ptr<Records> read_dump(ByteSource& source, const Judgement& judgement, std::string user_model);

struct CsvChoice {
  bool take_clear_passwords = false;  ///< the column clear_password is allowed
  bool name_is_address = false;       ///< people log in with their address: `email` is the user name, too
};

/// CSV whose first line names the columns, called as in Django whatever the site calls them: id, username,
/// password, clear_password, email, first_name, last_name, is_active, is_staff, is_superuser, last_login,
/// date_joined, groups (with `;` between), user_permissions ("app_label.model.codename", with `;` between),
/// in any order. Only username must be there; where people log in with their address, email. Flags are
/// true/false, 1/0, yes/no or t/f; an empty cell is as if the column was not there, but for text. Fails if
/// the first line is not such a line.
Result<std::unique_ptr<Records>> read_csv(ByteSource& source, const Judgement& judgement, CsvChoice choice);

}  // namespace narvi::accounts::intake
