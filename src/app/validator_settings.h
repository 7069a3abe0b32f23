#pragma once
// The grammar of [auth] password_max_similarity, and which option belongs to which validator.

#include <array>
#include <optional>
#include <string_view>

namespace narvi::app {

/// "0.7": decimal digits with an optional fraction. Empty for anything else, and outside 0.1 (below it Django
/// does not start) to 1.0.
std::optional<double> parse_similarity(std::string_view text);

struct ValidatorOption {
  std::string_view key;        ///< in [auth]
  std::string_view validator;  ///< the only one that reads it
};
inline constexpr std::array<ValidatorOption, 4> kValidatorOptions = {{
    {"password_min_length", "MinimumLengthValidator"},
    {"password_max_similarity", "UserAttributeSimilarityValidator"},
    {"password_user_attributes", "UserAttributeSimilarityValidator"},
    {"password_list_path", "CommonPasswordValidator"},
}};

}  // namespace narvi::app
