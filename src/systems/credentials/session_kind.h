#pragma once
// Browser sessions as credentials of a user. Django's table says nowhere whose a session is: that stands in
// its signed data. So those of a user are found by what narvi_credential noted, or, where it must be all of
// them, by reading every session there is.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "database/database.h"
#include "rest/credential_kind.h"
#include "rest/services.h"
#include "systems/credentials/uses.h"

namespace narvi::systems::credentials {

class SessionKind final : public rest::CredentialKind {
 public:
  /// `services` outlives this object. `uses`: notes whose sessions are whose; null: nobody does.
  SessionKind(const rest::Services& services, std::shared_ptr<Uses> uses);

  std::string_view name() const override { return "session"; }
  /// With metadata those that were used through this program or made by it; without, all (a scan). Engines
  /// without rows (cache) need the metadata; signed_cookies has nothing that could be listed.
  io::Task<Result<std::vector<rest::HeldCredential>>> held_by(accounts::User user) const override;
  io::Task<Result<bool>> end(accounts::User user, std::string ref) const override;
  /// Where sessions are rows: a scan of all, which finds also those that nobody noted. One scan at a time:
  /// kOverloaded while another runs.
  io::Task<Result<std::int64_t>> end_all(accounts::User user, std::string except) const override;
  io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) const override;
  io::Task<Result<std::int64_t>> count_expired() const override;
  std::string gone_condition() const override;

  const std::shared_ptr<Uses>& uses() const { return uses_; }
  /// For the EXPLAIN test.
  const database::Statement& noted_statement() const { return noted_; }
  const database::Statement& row_statement() const { return row_; }

 private:
  using Keep = std::function<bool(const http::json::Object&)>;
  io::Task<Result<std::vector<rest::HeldCredential>>> scan(Keep keep) const;
  io::Task<Result<std::vector<rest::HeldCredential>>> scan_pages(Keep keep) const;
  io::Task<Result<std::int64_t>> end_each(accounts::User user, std::vector<std::string> keys,
                                          std::string except) const;
  io::Task<Result<void>> forget(std::vector<std::string> keys) const;
  io::Task<Result<std::vector<std::string>>> noted(accounts::UserKey user) const;
  io::Task<Result<std::optional<rest::HeldCredential>>> look_at(accounts::User user, std::string key) const;

  const rest::Services& services_;
  std::shared_ptr<Uses> uses_;
  bool has_rows_;
  database::Statement noted_;
  database::Statement row_;
  database::Statement page_;
  database::Statement forget_;
  mutable std::atomic<bool> scanning_{false};
};

/// What notes uses in the house of `services`; null if nothing is noted.
std::shared_ptr<Uses> uses_of(const rest::Services& services);

}  // namespace narvi::systems::credentials
