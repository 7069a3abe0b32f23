#pragma once
// Django's create_user and create_superuser (contract django-auth §3.6): the rules between what a person says
// and a row. Validators of names and passwords are the caller's business, as upstream.

#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "accounts/user.h"
#include "base/result.h"
#include "base/secret.h"
#include "io/task.h"

namespace narvi::accounts {

struct UserDraft {
  std::string username;
  std::string email{};
  std::optional<SecretText> password{};  ///< in clear; empty: the account gets an unusable one
  std::string first_name{};
  std::string last_name{};
  bool is_active = true;
  std::optional<bool> is_staff{};      ///< false for a user, true for a superuser
  std::optional<bool> is_superuser{};  ///< the same
};

/// Normalises name (NFKC) and address (domain in lower case), hashes the password, stores the user and fires
/// user_created. kInvalid with Django's words: "The given username must be set"; a name that is not UTF-8.
/// kConflict if the name is taken. Errors of hashing and of the database. `accounts` outlives the task.
io::Task<Result<User>> create_user(Accounts& accounts, UserDraft draft);

/// The same as staff and superuser. Also kInvalid: "Superuser must have is_staff=True.", "Superuser must have
/// is_superuser=True.".
io::Task<Result<User>> create_superuser(Accounts& accounts, UserDraft draft);

}  // namespace narvi::accounts
