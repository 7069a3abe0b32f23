// narvi_interop_accounts: Narvi's accounts without a door, for the interop tests. Configured by the
// environment like the program; answers one JSON object a line with {"ok": value} or {"error": text}, the
// verbs of django_site/verbs.py that concern values and rows.

#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include "accounts/create_user.h"
#include "accounts/session_expiry.h"
#include "app/config.h"
#include "app/house.h"
#include "app/setting_tables.h"
#include "app/systems.h"
#include "http/python_json.h"
#include "io/suspend.h"

namespace {

using namespace narvi;
using accounts::Accounts;
using accounts::User;
using http::json::Array;
using http::json::Object;
using http::json::Value;

struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class T>
T must(Result<T> result) {
  if (!result) {
    throw Refused(result.error().message);
  }
  return std::move(*result);
}

template <class T>
T now(io::Task<Result<T>> task) {
  return must(io::run_blocking(std::move(task)));
}

/// The members of one request; a missing one is an error.
class Request {
 public:
  explicit Request(Object members) : members_(std::move(members)) {}
  const std::string& text(std::string_view name) const {
    const Value* value = members_.find(name);
    if (value == nullptr || value->text() == nullptr) {
      throw Refused("no text " + std::string(name));
    }
    return *value->text();
  }
  bool has(std::string_view name) const {
    const Value* value = members_.find(name);
    return value != nullptr && !value->is_null();
  }
  const Array& list(std::string_view name) const { return *members_.find(name)->array(); }

 private:
  Object members_;
};

User find(Accounts& accounts, const std::string& name) {
  std::optional<User> user = now(accounts.users.find_by_name(name));
  if (!user) {
    throw Refused("there is no user " + name);
  }
  return std::move(*user);
}

Value texts(const accounts::PermissionSet& set) {
  Array array;
  for (const std::string& text : set) {
    array.emplace_back(text);
  }
  return Value(std::move(array));
}

Value describe(Accounts& accounts, const User& user) {
  Object body;
  const std::string key = user.key.text();
  const bool number = accounts.users.key_type() != accounts::UserKeyType::kUuid;
  body.set("id", number ? Value(std::int64_t{std::stoll(key)}) : Value(key));
  body.set("username", Value(user.username));
  body.set("password", Value(user.password.reveal()));
  body.set("email", Value(user.email));
  body.set("is_active", Value(user.is_active));
  body.set("is_staff", Value(user.is_staff));
  body.set("is_superuser", Value(user.is_superuser));
  body.set("last_login", user.last_login ? Value(accounts::session_expiry_text(*user.last_login)) : Value());
  Array groups;
  for (const accounts::Group& group : now(accounts.groups.of_user(user.key))) {
    groups.emplace_back(group.name);
  }
  body.set("groups", Value(std::move(groups)));
  return Value(std::move(body));
}

/// A hash that only names its algorithm, so that the list of hashers can be asked for it.
std::string sample_of(const std::string& algorithm) {
  if (algorithm == "unsalted_md5") {
    return std::string(32, '0');
  }
  return algorithm == "unsalted_sha1" ? "sha1$$" + std::string(40, '0') : algorithm + "$";
}

Value make_password(Accounts& accounts, const Request& request) {
  const accounts::Hasher* hasher =
      accounts.passwords.hashers().identify(sample_of(request.text("algorithm")));
  if (hasher == nullptr) {
    throw Refused("no hasher named " + request.text("algorithm"));
  }
  return must(hasher->encode(SecretText(request.text("password")), accounts::make_salt(accounts.random)));
}

Value verify_hash(Accounts& accounts, const Request& request) {
  return now(accounts.passwords.check(SecretText(request.text("password")),
                                      SecretText(request.text("encoded"))))
      .correct();
}

Value authenticate(Accounts& accounts, const Request& request) {
  accounts::Credentials credentials{request.text("username"), SecretText(request.text("password"))};
  const accounts::Authenticated done = now(accounts.backends.authenticate(std::move(credentials)));
  return done.user ? Value(done.user->username) : Value();
}

Value create_user(Accounts& accounts, const Request& request) {
  accounts::UserDraft draft;
  draft.username = request.text("username");
  if (request.has("email")) {
    draft.email = request.text("email");
  }
  draft.password = SecretText(request.text("password"));
  return describe(accounts, now(accounts::create_user(accounts, std::move(draft))));
}

Value set_password(Accounts& accounts, const Request& request) {
  const User user = find(accounts, request.text("username"));
  SecretText encoded = now(accounts.passwords.make(SecretText(request.text("password"))));
  return now(accounts.users.set_password(user.key, std::move(encoded)));
}

Value store_hash(Accounts& accounts, const Request& request) {
  const User user = find(accounts, request.text("username"));
  return now(accounts.users.set_password(user.key, SecretText(request.text("encoded"))));
}

std::vector<accounts::Permission> permission(Accounts& accounts, const std::string& label) {
  const auto parts = accounts::parse_permission_label(label);
  if (!parts) {
    throw Refused(label + " is no permission");
  }
  return now(accounts.permissions.find(parts->app_label, parts->codename));
}

Value grant(Accounts& accounts, const Request& request) {
  for (const Value& label : request.list("permissions")) {
    for (const accounts::Permission& row : permission(accounts, *label.text())) {
      if (request.has("group")) {
        const auto found = now(accounts.groups.find_or_create(request.text("group")));
        now(accounts.permissions.grant_to_group(found.group.key, row.key));
      } else {
        now(accounts.permissions.grant_to_user(find(accounts, request.text("username")).key, row.key));
      }
    }
  }
  return {};
}

Value join_group(Accounts& accounts, const Request& request) {
  const auto found = now(accounts.groups.find_or_create(request.text("group")));
  return now(accounts.groups.add_user(found.group.key, find(accounts, request.text("username")).key));
}

Value permissions_of(Accounts& accounts, const Request& request) {
  accounts::Subject subject(find(accounts, request.text("username")));
  Object body;
  body.set("all", texts(now(accounts.backends.all_permissions(subject))));
  body.set("user", texts(now(accounts.backends.user_permissions(subject))));
  body.set("group", texts(now(accounts.backends.group_permissions(subject))));
  return Value(std::move(body));
}

Value has_perm(Accounts& accounts, const Request& request) {
  accounts::Subject subject(find(accounts, request.text("username")));
  Object body;
  body.set("perm", Value(now(accounts.backends.has_perm(subject, request.text("permission")))));
  body.set("module", request.has("module")
                         ? Value(now(accounts.backends.has_module_perms(subject, request.text("module"))))
                         : Value());
  return Value(std::move(body));
}

Value reset_link(Accounts& accounts, const Request& request) {
  const User user = find(accounts, request.text("username"));
  Object body;
  body.set("uid", Value(accounts::encode_uid(user.key)));
  body.set("token", Value(accounts.reset_tokens.make(user, accounts.clock.now())));
  return Value(std::move(body));
}

Value reset_check(Accounts& accounts, const Request& request) {
  const User user = find(accounts, request.text("username"));
  return accounts.reset_tokens.check(user, request.text("token"), accounts.clock.now());
}

Value get_user(Accounts& accounts, const Request& request) {
  const std::optional<User> user = now(accounts.users.find_by_name(request.text("username")));
  return user ? describe(accounts, *user) : Value();
}

Value delete_user(Accounts& accounts, const Request& request) {
  return now(accounts.removal->remove(find(accounts, request.text("username")))).found ? 1 : 0;
}

using Verb = std::function<Value(Accounts&, const Request&)>;

const std::map<std::string, Verb, std::less<>>& verbs() {
  static const std::map<std::string, Verb, std::less<>> kVerbs = {
      {"make_password", make_password},
      {"verify_hash", verify_hash},
      {"authenticate", authenticate},
      {"create_user", create_user},
      {"set_password", set_password},
      {"store_hash", store_hash},
      {"grant", grant},
      {"join_group", join_group},
      {"permissions_of", permissions_of},
      {"has_perm", has_perm},
      {"reset_link", reset_link},
      {"reset_check", reset_check},
      {"get_user", get_user},
      {"delete_user", delete_user},
  };
  return kVerbs;
}

Value answer(Accounts& accounts, const std::string& line) {
  Object body;
  try {
    const auto read = http::json::read(line);
    if (!read || read->object() == nullptr) {
      throw Refused("not a JSON object");
    }
    const Request request(*read->object());
    const auto verb = verbs().find(request.text("do"));
    if (verb == verbs().end()) {
      throw Refused("no verb " + request.text("do"));
    }
    body.set("ok", verb->second(accounts, request));
  } catch (const Refused& refused) {
    body.set("error", Value(refused.what()));
  }
  return Value(std::move(body));
}

}  // namespace

int main() {
  app::SettingTables tables;
  app::add_house_tables(tables);
  for (const rest::System* system : app::systems()) {
    tables.add_system(system->name, system->title, system->default_path, system->default_enabled,
                      system->settings);
  }
  const auto loaded = app::load_config({}, app::process_environment(), tables.all(), {});
  if (!loaded) {
    std::fputs(app::describe(loaded.error()).c_str(), stderr);
    return 2;
  }
  const SystemClock clock;
  SystemRandom random;
  app::HouseParts parts{clock, random, loaded->settings.secret("security", "secret_key")};
  const auto house = app::House::build(loaded->settings, std::move(parts));
  if (!house) {
    std::fprintf(stderr, "%s\n", house.error().message.c_str());
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    const Value answered = answer((*house)->accounts(), line);
    std::cout << http::json::write(answered, http::json::Style::kCompactAscii) << std::endl;
  }
  return 0;
}
