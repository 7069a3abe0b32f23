#include "database/postgres/target.h"

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace narvi::database::postgres {

namespace {

/// What every session is set to. Text formats are those the decoders know; READ COMMITTED because a
/// transaction that waited for an advisory lock must then see what the one before it wrote.
std::string settings_for(std::chrono::milliseconds deadline) {
  const std::string statement = std::to_string(deadline.count());
  const std::string idle = std::to_string(2 * deadline.count());
  return "SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),"
         " set_config('IntervalStyle', 'postgres', false), set_config('bytea_output', 'hex', false),"
         " set_config('default_transaction_isolation', 'read committed', false),"
         " set_config('statement_timeout', '" +
         statement + "', false), set_config('idle_in_transaction_session_timeout', '" + idle + "', false)";
}

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

}  // namespace

narvi::Result<Target> Target::parse(const SecretText& url, std::chrono::milliseconds deadline) {
  char* words = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(url.reveal().c_str(), &words));
  if (words != nullptr) {
    wipe(words, std::strlen(words));
    PQfreemem(words);
  }
  if (!options || url.reveal().find('\0') != std::string::npos) {
    return narvi::fail(ErrorKind::kConfiguration, "the database URL is not one that PostgreSQL understands");
  }
  Target target;
  target.url_ = url;
  target.milliseconds_ = std::to_string(deadline.count());
  target.session_settings_ = settings_for(deadline);
  for (PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr || std::string_view(option->keyword) != "password") {
      continue;
    }
    target.password_ = SecretText(option->val);
    wipe(option->val, std::strlen(option->val));
  }
  return target;
}

ConnectionHandle Target::begin() const {
  // Later keywords win over those of the URL; the fallback name gives way to it.
  const std::array<const char*, 5> keywords{"dbname", "client_encoding", "fallback_application_name",
                                            "tcp_user_timeout", nullptr};
  const std::array<const char*, 5> values{url_.reveal().c_str(), "UTF8", "narvi", milliseconds_.c_str(),
                                          nullptr};
  return ConnectionHandle(PQconnectStartParams(keywords.data(), values.data(), 1));
}

std::string Target::without_password(std::string message) const {
  const std::string& password = password_.reveal();
  if (password.empty()) {
    return message;
  }
  for (std::size_t at = message.find(password); at != std::string::npos; at = message.find(password, at)) {
    message.replace(at, password.size(), "***");
    at += 3;
  }
  return message;
}

}  // namespace narvi::database::postgres
