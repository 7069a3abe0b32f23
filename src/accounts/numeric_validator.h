#pragma once
// NumericPasswordValidator (contract django-auth §6.7).

#include <memory>

#include "accounts/messages.h"
#include "accounts/password_validators.h"

namespace narvi::accounts {

/// Code `password_entirely_numeric`: not empty, and digits only, of whatever script or shape. `language`
/// outlives the validator.
std::unique_ptr<PasswordValidator> make_numeric_validator(const Language& language = english());

}  // namespace narvi::accounts
