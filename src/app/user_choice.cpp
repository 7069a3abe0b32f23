#include "app/user_choice.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/user_lines.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

using accounts::User;

void add_once(std::vector<User>& users, std::optional<User> user) {
  const auto same = [&user](const User& other) { return other.key == user->key; };
  if (user && std::none_of(users.begin(), users.end(), same)) {
    users.push_back(std::move(*user));
  }
}

/// Everybody who may be meant by the word, each once.
io::Task<Result<std::vector<User>>> meant_by(accounts::Users& users, std::string word) {
  std::vector<User> meant;
  Result<std::optional<User>> named = co_await users.find_by_name(word);
  if (!named) {
    co_return tl::unexpected<Error>(std::move(named.error()));
  }
  add_once(meant, std::move(*named));
  if (const auto key = accounts::parse_user_key(word, users.key_type())) {
    Result<std::optional<User>> keyed = co_await users.find_by_key(*key);
    if (!keyed) {
      co_return tl::unexpected<Error>(std::move(keyed.error()));
    }
    add_once(meant, std::move(*keyed));
  }
  if (word.find('@') == std::string::npos) {
    co_return meant;  // no address: spares the scan
  }
  Result<std::vector<User>> addressed = co_await users.find_by_email(word);
  if (!addressed) {
    co_return addressed;
  }
  for (User& user : *addressed) {
    add_once(meant, std::move(user));
  }
  co_return meant;
}

}  // namespace

Result<User> chosen_user(accounts::Users& users, const CommandLine& line) {
  const std::string word = line.value("user").value_or("");
  auto meant = io::run_blocking(meant_by(users, word));
  if (!meant) {
    return tl::unexpected<Error>(std::move(meant.error()));
  }
  if (meant->empty()) {
    return fail(ErrorKind::kNotFound, "user '" + printable(word) + "' does not exist");
  }
  if (meant->size() == 1) {
    return std::move(meant->front());
  }
  constexpr std::size_t kNamed = 3;
  std::string who;
  for (std::size_t i = 0; i < std::min(meant->size(), kNamed); ++i) {
    who += (who.empty() ? "'" : ", '") + printable((*meant)[i].username) + "' (key " +
           (*meant)[i].key.text() + ")";
  }
  who += meant->size() > kNamed ? ", ..." : "";
  return fail(ErrorKind::kInvalid,
              "'" + printable(word) + "' may mean " + who + ": give the key or name of one");
}

}  // namespace narvi::app
