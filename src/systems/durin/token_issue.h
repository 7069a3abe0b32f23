#pragma once
// Giving a user his token for a client (contract durin §2.1, §2.5): one for each pair, and no more over all
// clients than the site allows, however many ask at once.

#include <optional>

#include "accounts/user.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"
#include "rest/checked_credentials.h"
#include "rest/services.h"
#include "systems/durin/client.h"
#include "systems/durin/options.h"

namespace narvi::systems::durin {

enum class Issue {
  kFound,    ///< the one he had, as it was
  kRenewed,  ///< the one he had, with a new expiry
  kMade,     ///< a new one, also in the place of an expired one
  kTooMany,  ///< none: he holds as many as he may
};

struct Issued {
  Issue issue = Issue::kFound;
  TokenRow row{};
  SecretText token{};
};

class TokenIssue {
 public:
  /// All references outlive it.
  TokenIssue(const rest::Services& services, const Options& options, rest::CheckedCredentials& checked);

  /// What a login gives: the token of the pair, made if there is none. kNotFound: user or client has gone.
  io::Task<Result<Issued>> obtain(accounts::UserKey user, Client client);
  /// A first token of the pair; kFound if there is one already. Errors as obtain().
  io::Task<Result<Issued>> create(accounts::UserKey user, Client client);

  const database::Statement& of_pair_statement() const { return of_pair_; }

 private:
  enum class Plan { kKeep, kRenew, kReplace };
  struct Wish {
    accounts::UserKey user;
    Client client;
    SecretText token;  ///< in case a new one is needed
    Instant now;
    bool may_change = true;  ///< whether an existing one is renewed or replaced
  };
  using Tried = database::Result<std::optional<Issued>>;
  Plan plan_for(const TokenRow& row, Instant now) const;
  io::Task<Result<Issued>> settle(Wish wish);
  io::Task<database::Result<std::optional<Issued>>> of_pair_in(database::Transaction& transaction, Wish wish);
  io::Task<database::Result<Issued>> settle_in(database::Transaction& transaction, Wish wish);
  io::Task<Tried> change_in(database::Transaction& transaction, Wish wish, Issued existing);
  io::Task<Tried> make_in(database::Transaction& transaction, Wish wish);
  io::Task<database::Result<bool>> make_room_in(database::Transaction& transaction, Wish wish);
  std::optional<Issued> decode(const database::Rows& rows) const;

  const rest::Services& services_;
  const Options& options_;
  rest::CheckedCredentials& checked_;
  database::Statement of_pair_;
  database::Statement insert_;
  database::Statement renew_;
  database::Statement replace_;
  database::Statement count_alive_;
  database::Statement evict_;
};

}  // namespace narvi::systems::durin
