#pragma once
// UserAttributeSimilarityValidator (contract django-auth §6.7).

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "accounts/messages.h"
#include "accounts/password_validators.h"

namespace narvi::accounts {

/// A text of the user that a password may resemble.
enum class UserAttribute { kUsername, kFirstName, kLastName, kEmail };

/// Reads "username", "first_name", "last_name" or "email". Empty optional for anything else.
std::optional<UserAttribute> parse_user_attribute(std::string_view name);

struct SimilarityRule {
  /// Django refuses to start below this: nearly every password would be too similar.
  static constexpr double kLeast = 0.1;

  double max_similarity = 0.7;  ///< from kLeast on; from 1.0 on only anagrams of an attribute are refused
  std::vector<UserAttribute> attributes{UserAttribute::kUsername, UserAttribute::kFirstName,
                                        UserAttribute::kLastName, UserAttribute::kEmail};
};

/// Code `password_too_similar`, for the first attribute that the password resembles. Says nothing when the
/// user is not known. `language` outlives the validator.
std::unique_ptr<PasswordValidator> make_similarity_validator(SimilarityRule rule = {},
                                                             const Language& language = english());

}  // namespace narvi::accounts
