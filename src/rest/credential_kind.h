#pragma once
// CredentialKind: what one system hands out to users and takes back (sessions, tokens), so that a user sees
// all of it in one list and ends it with one call, and so that what has expired is cleaned up, whatever
// system it belongs to. A system adds its kind in `attach`.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/user.h"
#include "base/clock.h"
#include "base/result.h"
#include "io/task.h"

namespace narvi::rest {

/// Names one credential. Never shown: a `ref` may be a secret (a session key is).
struct CredentialRef {
  std::string_view kind;  ///< CredentialKind::name(), of static storage; empty: none (Basic, remote user)
  std::string ref;        ///< what its kind knows it by: "17", a digest, a session key; at most 128 bytes
};

/// A credential that a user holds. Rows that have expired and are still there are not held.
struct HeldCredential {
  std::string ref;
  std::string client;              ///< name of the client it was issued to; empty: none
  std::optional<Instant> created;  ///< empty: nobody noted it
  std::optional<Instant> expiry;   ///< empty: never
};

/// A list shows so many of a kind; nobody reads more, and a program that hoards tokens must not stop others.
inline constexpr std::int64_t kMostHeld = 1000;

class CredentialKind {
 public:
  virtual ~CredentialKind() = default;

  /// "durin", "knox", "authtoken", "session".
  virtual std::string_view name() const = 0;

  /// What `user` holds of this kind now, in any order. At most kMostHeld of them.
  virtual io::Task<Result<std::vector<HeldCredential>>> held_by(accounts::User user) const = 0;

  /// Ends that one of `user`; false if he holds none by that ref. It is refused from the moment this answers.
  virtual io::Task<Result<bool>> end(accounts::User user, std::string ref) const = 0;

  /// Ends all of `user` but the one of ref `except` (empty: none is spared), also what was made meanwhile;
  /// how many.
  virtual io::Task<Result<std::int64_t>> end_all(accounts::User user, std::string except) const = 0;

  /// Deletes at most `limit` rows that have expired and gives how many went; fewer than `limit`: that was
  /// all.
  virtual io::Task<Result<std::int64_t>> delete_expired(std::int64_t limit) const = 0;

  /// How many rows delete_expired would find.
  virtual io::Task<Result<std::int64_t>> count_expired() const = 0;

  /// SQL that is true for a row `m` of narvi_credential (kind, ref, user_id, ...) whose credential has gone,
  /// by an index: "NOT EXISTS (SELECT 1 FROM knox_authtoken t WHERE t.digest = m.ref)". Empty: no table
  /// tells.
  virtual std::string gone_condition() const { return {}; }
};

/// The kinds of the enabled systems, in their order.
class CredentialKinds {
 public:
  void add(std::shared_ptr<const CredentialKind> kind) { kinds_.push_back(std::move(kind)); }
  const std::vector<std::shared_ptr<const CredentialKind>>& all() const { return kinds_; }
  /// Null if no enabled system has it.
  const CredentialKind* find(std::string_view name) const {
    for (const auto& kind : kinds_) {
      if (kind->name() == name) {
        return kind.get();
      }
    }
    return nullptr;
  }

 private:
  std::vector<std::shared_ptr<const CredentialKind>> kinds_;
};

}  // namespace narvi::rest
