#pragma once
// Credentials: what a client or a proxy offers as proof of who it is. A backend is asked only about the kinds
// it takes, as Django skips backends whose authenticate() has no such arguments (contract django-auth §3.1).

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/secret.h"

namespace narvi::accounts {

/// User name and password as a client gave them.
struct Credentials {
  std::string username;
  SecretText password;
};

/// The name that a server in front of us vouches for (REMOTE_USER).
struct RemoteUserCredentials {
  std::string remote_user;
};

/// Whatever a site's own backend takes: names and values.
struct NamedCredentials {
  std::vector<std::pair<std::string, SecretText>> values;
};

using AnyCredentials = std::variant<Credentials, RemoteUserCredentials, NamedCredentials>;

/// Names and values as they may be shown: a value whose name has "api", "token", "key", "secret", "password"
/// or "signature" in it, whatever the case, is twenty asterisks.
std::vector<std::pair<std::string, std::string>> shown_credentials(const AnyCredentials& credentials);

/// Who the credentials say it is: the user name, the remote user, or a value named "username"; else empty.
std::string claimed_username(const AnyCredentials& credentials);

}  // namespace narvi::accounts
