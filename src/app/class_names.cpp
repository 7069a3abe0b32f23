#include "app/class_names.h"

#include <array>
#include <span>

namespace narvi::app {

namespace {

struct ClassName {
  std::string_view dotted;
  std::string_view meaning;
};

constexpr std::array<ClassName, 2> kHashers = {{
    {"django.contrib.auth.hashers.PBKDF2PasswordHasher", "pbkdf2_sha256"},
    {"django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher", "pbkdf2_sha1"},
}};

constexpr std::array<ClassName, 4> kBackends = {{
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

std::optional<std::string_view> backend_path(std::string_view name) {
  return find(kBackends, name);
}

std::string known_backends() {
  return short_names(kBackends);
}

}  // namespace narvi::app
