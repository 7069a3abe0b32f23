#pragma once
// Target: where to connect to and with which session settings. Keeps the password to itself.

#include <chrono>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "database/postgres/handles.h"

namespace narvi::database::postgres {

class Target {
 public:
  /// Reads a connection URL or "key=value" text. Error: kConfiguration, without any part of the text, since a
  /// password may be anywhere in a text that cannot be parsed.
  static narvi::Result<Target> parse(const SecretText& url, std::chrono::milliseconds deadline);

  /// Begins a connection (PQconnectStart); null only when memory is out. Blocks while a host name is looked
  /// up.
  ConnectionHandle begin() const;

  /// The statement that gives a fresh session the settings the engine relies on.
  const std::string& session_settings() const { return session_settings_; }

  /// `message`, with every occurrence of the password made unreadable.
  std::string without_password(std::string message) const;

 private:
  SecretText url_;
  SecretText password_;
  std::string milliseconds_;
  std::string session_settings_;
};

}  // namespace narvi::database::postgres
