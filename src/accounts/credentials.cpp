#include "accounts/credentials.h"

#include <algorithm>
#include <array>

namespace narvi::accounts {

namespace {

constexpr std::array<std::string_view, 6> kSecretWords = {"api",    "token",    "key",
                                                          "secret", "password", "signature"};
constexpr std::string_view kMask = "********************";

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
  });
  return out;
}

bool is_secret(std::string_view name) {
  const std::string in_lower_case = lower(name);
  return std::any_of(kSecretWords.begin(), kSecretWords.end(), [&in_lower_case](std::string_view word) {
    return in_lower_case.find(word) != std::string::npos;
  });
}

std::vector<std::pair<std::string, std::string>> shown(const Credentials& given) {
  return {{"username", given.username}, {"password", std::string(kMask)}};
}

std::vector<std::pair<std::string, std::string>> shown(const RemoteUserCredentials& given) {
  return {{"remote_user", given.remote_user}};
}

std::vector<std::pair<std::string, std::string>> shown(const NamedCredentials& given) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [name, value] : given.values) {
    all.emplace_back(name, is_secret(name) ? std::string(kMask) : value.reveal());
  }
  return all;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> shown_credentials(const AnyCredentials& credentials) {
  return std::visit([](const auto& given) { return shown(given); }, credentials);
}

std::string claimed_username(const AnyCredentials& credentials) {
  if (const auto* given = std::get_if<Credentials>(&credentials)) {
    return given->username;
  }
  if (const auto* given = std::get_if<RemoteUserCredentials>(&credentials)) {
    return given->remote_user;
  }
  for (const auto& [name, value] : std::get<NamedCredentials>(credentials).values) {
    if (name == "username" || name == "remote_user") {
      return value.reveal();
    }
  }
  return {};
}

}  // namespace narvi::accounts
