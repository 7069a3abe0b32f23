#pragma once
// A new account, made whole: its row and its groups in one transaction.

#include <optional>
#include <string>
#include <vector>

#include "app/house.h"
#include "base/result.h"
#include "base/secret.h"

namespace narvi::app {

struct NewAccount {
  std::string username;  ///< as it will be stored
  std::string email;     ///< the same
  std::string first_name;
  std::string last_name;
  std::optional<SecretText> password;  ///< in clear; empty: nobody can log in with one
  bool is_active = true;
  bool is_staff = false;
  bool is_superuser = false;
  std::vector<std::string> groups;
};

/// Hashes the password and stores everything; listeners and validators are told. The error says what
/// stands against it: the name was taken meanwhile, there is no such group, the database is away.
Result<void> create_account(House& house, NewAccount account);

}  // namespace narvi::app
