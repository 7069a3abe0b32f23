#include "app/class_names.h"

#include <array>
#include <span>

namespace narvi::app {

namespace {

struct ClassName {
  std::string_view dotted;
  std::string_view meaning;
};

constexpr std::array<ClassName, 11> kHashers = {{
    {"django.contrib.auth.hashers.PBKDF2PasswordHasher", "pbkdf2_sha256"},
    {"django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher", "pbkdf2_sha1"},
    {"django.contrib.auth.hashers.Argon2PasswordHasher", "argon2"},
    {"django.contrib.auth.hashers.BCryptSHA256PasswordHasher", "bcrypt_sha256"},
    {"django.contrib.auth.hashers.ScryptPasswordHasher", "scrypt"},
    {"django.contrib.auth.hashers.BCryptPasswordHasher", "bcrypt"},
    {"django.contrib.auth.hashers.MD5PasswordHasher", "md5"},
    {"django.contrib.auth.hashers.SHA1PasswordHasher", "sha1"},
    {"django.contrib.auth.hashers.UnsaltedMD5PasswordHasher", "unsalted_md5"},
    {"django.contrib.auth.hashers.UnsaltedSHA1PasswordHasher", "unsalted_sha1"},
    {"django.contrib.auth.hashers.CryptPasswordHasher", "crypt"},
}};

constexpr std::array<ClassName, 4> kValidators = {{
    {"django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "UserAttributeSimilarityValidator"},
    {"django.contrib.auth.password_validation.MinimumLengthValidator", "MinimumLengthValidator"},
    {"django.contrib.auth.password_validation.CommonPasswordValidator", "CommonPasswordValidator"},
    {"django.contrib.auth.password_validation.NumericPasswordValidator", "NumericPasswordValidator"},
}};

constexpr std::array<ClassName, 5> kBackends = {{
    {"django.contrib.auth.backends.BaseBackend", "django.contrib.auth.backends.BaseBackend"},
    {"django.contrib.auth.backends.ModelBackend", "django.contrib.auth.backends.ModelBackend"},
    {"django.contrib.auth.backends.AllowAllUsersModelBackend",
     "django.contrib.auth.backends.AllowAllUsersModelBackend"},
    {"django.contrib.auth.backends.RemoteUserBackend", "django.contrib.auth.backends.RemoteUserBackend"},
    {"django.contrib.auth.backends.AllowAllUsersRemoteUserBackend",
     "django.contrib.auth.backends.AllowAllUsersRemoteUserBackend"},
}};

std::string_view short_name(std::string_view dotted) {
  return dotted.substr(dotted.rfind('.') + 1);
}

std::optional<std::string_view> find(std::span<const ClassName> classes, std::string_view name) {
  for (const ClassName& row : classes) {
    if (name == row.dotted || name == short_name(row.dotted)) {
      return row.meaning;
    }
  }
  return std::nullopt;
}

std::string short_names(std::span<const ClassName> classes) {
  std::string names;
  for (const ClassName& row : classes) {
    names += names.empty() ? "" : ", ";
    names += short_name(row.dotted);
  }
  return names;
}

}  // namespace

std::optional<std::string_view> hasher_algorithm(std::string_view name) {
  return find(kHashers, name);
}

std::string known_hashers() {
  return short_names(kHashers);
}

std::optional<std::string_view> validator_class(std::string_view name) {
  return find(kValidators, name);
}

std::string known_validators() {
  return short_names(kValidators);
}

std::optional<std::string_view> backend_path(std::string_view name) {
  return find(kBackends, name);
}

std::string known_backends() {
  return short_names(kBackends);
}

}  // namespace narvi::app
