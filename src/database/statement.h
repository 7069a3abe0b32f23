#pragma once
// Statement: one piece of SQL, written once for both engines, built when the program starts and prepared once
// per connection. Parameters are $1..$n (each may occur more than once, in any order); columns are always
// named.

#include <cstddef>
#include <string>

namespace narvi::database {

class Statement {
 public:
  /// `name` appears in errors and metrics ("accounts.user_by_name"); `sql` is portable SQL: RETURNING and
  /// ON CONFLICT are allowed, functions that only one engine has are not.
  Statement(std::string name, std::string sql);

  const std::string& name() const { return name_; }
  const std::string& sql() const { return sql_; }
  /// Dense number of this statement in the process: engines index their prepared forms by it.
  std::size_t id() const { return id_; }

 private:
  std::string name_;
  std::string sql_;
  std::size_t id_;
};

}  // namespace narvi::database
