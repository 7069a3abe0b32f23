#pragma once
// MinimumLengthValidator (contract django-auth §6.7).

#include <cstddef>
#include <memory>

#include "accounts/messages.h"
#include "accounts/password_validators.h"

namespace narvi::accounts {

struct LengthRule {
  std::size_t min_length = 8;  ///< in code points, as Python's len()
};

/// Code `password_too_short`. `language` outlives the validator.
std::unique_ptr<PasswordValidator> make_length_validator(LengthRule rule = {},
                                                         const Language& language = english());

}  // namespace narvi::accounts
