#pragma once
// CommonPasswordValidator (contract django-auth §6.7).

#include <memory>
#include <string>

#include "accounts/messages.h"
#include "accounts/password_validators.h"
#include "base/result.h"

namespace narvi::accounts {

/// Code `password_too_common`: refuses what the shipped list holds, upper and lower case alike and without
/// outer white space. `language` outlives the validator.
std::unique_ptr<PasswordValidator> make_common_validator(const Language& language = english());

/// The same with a list of the site's own, read now: a text file or one compressed by gzip. kConfiguration if
/// it cannot be read.
Result<std::unique_ptr<PasswordValidator>> make_common_validator_from(const std::string& path,
                                                                      const Language& language = english());

}  // namespace narvi::accounts
