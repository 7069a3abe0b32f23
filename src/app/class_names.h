#pragma once
// Django's class names in settings, short or dotted, as what Narvi calls them.

#include <optional>
#include <string>
#include <string_view>

namespace narvi::app {

/// The algorithm of a password hasher: "pbkdf2_sha256" for "PBKDF2PasswordHasher" or
/// "django.contrib.auth.hashers.PBKDF2PasswordHasher". Empty if Narvi does not have it.
std::optional<std::string_view> hasher_algorithm(std::string_view name);
/// The short names of all hashers, with commas.
std::string known_hashers();

/// The class of a password validator: "MinimumLengthValidator" for itself or
/// "django.contrib.auth.password_validation.MinimumLengthValidator". Empty if Narvi does not have it.
std::optional<std::string_view> validator_class(std::string_view name);
/// The short names of all validators, with commas.
std::string known_validators();

/// The dotted path of an authentication backend, which sessions carry:
/// "django.contrib.auth.backends.ModelBackend" for itself or "ModelBackend". Empty if Narvi does not have it.
std::optional<std::string_view> backend_path(std::string_view name);
/// The short names of all backends, with commas.
std::string known_backends();

}  // namespace narvi::app
