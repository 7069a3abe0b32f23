#pragma once
// The rows of durin_authtoken: finding, listing, renewing and ending tokens (contract durin §2, §3). What is
// ended or renewed is no longer believed by the cached scheme when the call answers.

#include <optional>
#include <string>
#include <vector>

#include "accounts/user.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"
#include "rest/checked_credentials.h"
#include "rest/services.h"
#include "systems/durin/client.h"
#include "systems/durin/options.h"

namespace narvi::systems::durin {

/// Whom a token stands for.
struct Proof {
  TokenRow token;
  Client client;
  accounts::User user;
};

/// A token as its owner sees it in a list.
struct ListedToken {
  TokenRow row;
  std::string client;
  SecretText token;
};

/// The bounds of what has not expired at `now`: expiry >= first and created >= second.
database::Params alive_bounds(const Options& options, Instant now);
/// The row that cells id, created, expiry stand for, from `first` on. Empty if one has another type.
std::optional<TokenRow> decode_token(const database::Row& row, std::size_t first, const Options& options);
/// `now` + `lifetime`, within what upstream can read, and within max_lifetime from `created`.
Instant expiry_of(const Options& options, Instant created, Instant now, Microseconds lifetime);

class TokenStore {
 public:
  /// All references outlive the store.
  TokenStore(const rest::Services& services, const Options& options, rest::CheckedCredentials& checked);

  /// The row of that exact token, with client and user: one query, by the index. Expired or not.
  io::Task<Result<std::optional<Proof>>> find(SecretText token);
  /// All tokens of the user, expired ones, too, in the order of their ids.
  io::Task<Result<std::vector<ListedToken>>> of_user(accounts::UserKey user);
  /// The user's token for the client of that name.
  io::Task<Result<std::optional<ListedToken>>> of_client(accounts::UserKey user, std::string client);

  /// Deletes the row if it still is expired; false: somebody renewed or deleted it first.
  io::Task<Result<bool>> drop_expired(accounts::UserKey user, std::int64_t id, Instant now);
  /// Sets the expiry, whatever it was; false: there is no such token any more.
  io::Task<Result<bool>> renew(accounts::UserKey user, std::int64_t id, Instant expiry);
  /// Sets the expiry if it still is `row.stored_expiry`; for renewals that never shorten a life.
  io::Task<Result<bool>> prolong(TokenRow row, Instant expiry);
  /// Ends that token of the user; false: he has none of that id.
  io::Task<Result<bool>> end(accounts::UserKey user, std::int64_t id);
  /// The same, unless it belongs to the client of that name.
  io::Task<Result<bool>> end_unless_of(accounts::UserKey user, std::int64_t id, std::string client);
  /// Ends the user's token for the client of that name.
  io::Task<Result<bool>> end_of_client(accounts::UserKey user, std::string client);
  /// Ends all of the user but `spared` (0: none is); how many.
  io::Task<Result<std::int64_t>> end_all(accounts::UserKey user, std::int64_t spared);

  /// At most `limit` rows that have expired; how many went.
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit);
  io::Task<Result<std::int64_t>> count_expired();

  /// For the EXPLAIN test.
  std::vector<const database::Statement*> look_ups() const { return {&find_, &of_user_, &of_client_}; }

 private:
  io::Task<Result<std::vector<ListedToken>>> list(const database::Statement& statement,
                                                  database::Params params);
  io::Task<Result<std::int64_t>> write(const database::Statement& statement, database::Params params,
                                       std::optional<accounts::UserKey> user);

  const rest::Services& services_;
  const Options& options_;
  rest::CheckedCredentials& checked_;
  database::Statement find_;
  database::Statement of_user_;
  database::Statement of_client_;
  database::Statement drop_expired_;
  database::Statement renew_;
  database::Statement prolong_;
  database::Statement end_;
  database::Statement end_unless_of_;
  database::Statement end_of_client_;
  database::Statement end_all_;
  database::Statement expired_;
  database::Statement count_expired_;
};

}  // namespace narvi::systems::durin
