#pragma once
// The questions of createsuperuser and createuser, in Django's words (contract django-auth §6.8).

#include <optional>
#include <string>

#include "accounts/password_validators.h"
#include "app/house.h"
#include "base/command.h"
#include "base/secret.h"

namespace narvi::app {

/// The name that the line gives: on a site where people log in with their address, --email names the user as
/// well as --username does.
std::optional<std::string> username_option(const CommandLine& line, const accounts::UserTable& table);

/// Until the answer is a name that can be used. `given`: what the line said; a name that cannot be used is
/// answered with the reason and asked for. Empty: interrupted.
std::optional<std::string> ask_username(House& house, Terminal& terminal, std::optional<std::string> given);

/// Until the answer is an address or blank. Empty: interrupted.
std::optional<std::string> ask_email(House& house, Terminal& terminal);

/// Asks twice, until both answers are the same, not blank, and good enough or wanted nevertheless. Empty:
/// interrupted.
std::optional<SecretText> ask_new_password(House& house, Terminal& terminal,
                                           const accounts::PasswordOwner& owner);

/// The messages of every validator, one a line; empty: the password is good enough.
std::string password_complaints(House& house, const SecretText& password,
                                const accounts::PasswordOwner& owner);

}  // namespace narvi::app
