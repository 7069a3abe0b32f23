#pragma once
// Holdings: every session and token of one user, of whatever system, in one list, with what was noted about
// each; and ending them.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rest/credential_kind.h"
#include "rest/services.h"
#include "systems/credentials/uses.h"

namespace narvi::systems::credentials {

/// One line of the list.
struct Holding {
  std::string id;  ///< public: "knox-Jp2v..."
  std::string_view kind;
  rest::HeldCredential held;
  std::string name;                  ///< given by the user; empty: none
  std::optional<Instant> last_used;  ///< within a minute; empty: never, or nobody noted it
  std::string address;               ///< "192.0.2.0/24"; empty: unknown
  std::string user_agent;
};

/// Which of a user's credentials are meant. Empty texts: any.
struct Selection {
  std::string kind;
  std::string client;
  rest::CredentialRef except;  ///< is spared
};

/// The id under which a credential is shown: its kind and 132 bits of a SHA-256 of what names it, so that the
/// list of a user tells no session key and no digest.
std::string public_id(std::string_view kind, std::string_view ref);

class Holdings {
 public:
  /// `services` outlives this object; `uses` is null when nothing is noted.
  Holdings(const rest::Services& services, std::shared_ptr<Uses> uses);

  /// All of `user`, the one used last first; of each kind kMostHeld at most.
  io::Task<Result<std::vector<Holding>>> of(accounts::User user) const;
  /// That one of `user`; empty if he holds none of that id. Asks only the kind that the id names.
  io::Task<Result<std::optional<Holding>>> find(accounts::User user, std::string id) const;
  /// Ends it; false if it had gone already. What cannot be done about its note is said in the log.
  io::Task<Result<bool>> end(accounts::User user, Holding holding) const;
  /// Ends all that are meant; how many.
  io::Task<Result<std::int64_t>> end_all(accounts::User user, Selection selection) const;
  /// Gives it a name, at most 64 characters; empty: takes the name away. kInvalid while metadata are off.
  io::Task<Result<void>> rename(accounts::User user, Holding holding, std::string name) const;

  /// For the EXPLAIN test.
  const database::Statement& notes_statement() const { return notes_; }

 private:
  io::Task<Result<std::vector<Holding>>> of_kind(accounts::User user, const rest::CredentialKind* kind) const;
  io::Task<Result<void>> add_notes(accounts::UserKey user, std::vector<Holding>& holdings) const;
  io::Task<void> write_uses() const;
  io::Task<Result<std::int64_t>> end_of_client(accounts::User user, Selection selection) const;

  const rest::Services& services_;
  std::shared_ptr<Uses> uses_;
  database::Statement notes_;
  database::Statement rename_;
  database::Statement forget_;
};

}  // namespace narvi::systems::credentials
