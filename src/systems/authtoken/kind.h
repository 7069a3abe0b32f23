#pragma once
// The tokens of authtoken among all credentials of a user.

#include "database/database.h"
#include "rest/credential_kind.h"
#include "rest/services.h"
#include "systems/authtoken/lifetime.h"

namespace narvi::systems::authtoken {

/// Its ref is the user's key: there is one token a user.
class TokenKind final : public rest::CredentialKind {
 public:
  /// `services` outlives this object.
  explicit TokenKind(const rest::Services& services);

  std::string_view name() const override { return "authtoken"; }
  io::Task<Result<std::vector<rest::HeldCredential>>> held_by(accounts::User user) const override;
  io::Task<Result<bool>> end(accounts::User user, std::string ref) const override;
  io::Task<Result<std::int64_t>> end_all(accounts::User user, std::string except) const override;
  /// Without lifetimes there is nothing that could have expired.
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) const override;
  io::Task<Result<std::int64_t>> count_expired() const override;
  std::string gone_condition() const override {
    return "NOT EXISTS (SELECT 1 FROM authtoken_token t WHERE t.user_id = m.user_id)";
  }

 private:
  database::Params bounds() const;

  const rest::Services& services_;
  Lifetimes lifetimes_;
  database::Statement held_;
  database::Statement delete_;
  database::Statement expired_;
  database::Statement count_;
  database::Statement delete_key_;
};

}  // namespace narvi::systems::authtoken
