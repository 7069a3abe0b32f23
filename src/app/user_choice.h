#pragma once
// The one user that somebody means.

#include "accounts/users.h"
#include "base/command.h"
#include "base/result.h"

namespace narvi::app {

/// The user whose name, key or mail address the argument `user` of the line is. Errors: kNotFound in Django's
/// words, kInvalid when several are meant (says which), and whatever keeps the database from answering.
Result<accounts::User> chosen_user(accounts::Users& users, const CommandLine& line);

}  // namespace narvi::app
