#pragma once
// Checked credentials: whom a token proved a moment ago, so that a busy client costs one question to the
// database and not one for each request. Never stale towards this process (design §4): what ends or changes
// a credential calls `changed` after its commit and before it answers, and from then on no entry from before
// is believed. Writes of other processes are seen after `trusted` at the latest. Entries are found by a
// digest; the token itself is never kept.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "accounts/user.h"
#include "base/clock.h"
#include "cache/epochs.h"
#include "cache/recent.h"
#include "crypto/digest.h"
#include "rest/verdict.h"

namespace narvi::rest {

class CheckedCredentials {
 public:
  struct Limits {
    Milliseconds trusted{100};       ///< how long an entry is believed; 0: nothing is kept
    std::size_t capacity = 100'000;  ///< entries held at most; when they are too many, the oldest go
  };
  explicit CheckedCredentials(Limits limits) : limits_(limits), entries_(limits.capacity) {}

  /// What must be noted before the store is asked.
  struct Question {
    std::uint64_t writes = 0;
    Instant asked;
  };
  Question ask(Instant now) const { return {writes_.load(std::memory_order_seq_cst), now}; }

  /// Keeps what the store answered to `question` about the SHA-256 `digest` of a credential that ends at
  /// `expiry` (empty: never). Nothing is kept if anything changed since the question. `identity.credential`
  /// is dropped: whoever presents the token has it.
  void remember(const crypto::Digest& digest, Identity identity, std::optional<Instant> expiry,
                const Question& question);

  /// Whom the credential proved; null: ask the store. An entry past its expiry is not there, because somebody
  /// may have renewed it.
  std::shared_ptr<const Identity> find(const crypto::Digest& digest, Instant now) const;

  /// The user or one of his credentials is no longer what it was.
  void changed(const accounts::UserKey& user);
  /// Something that concerns many users is no longer what it was.
  void changed_all();

  /// Entries held now, the outdated ones included: for tests.
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::shared_ptr<const Identity> identity;
    std::optional<Instant> expiry;
    Instant asked;
    std::uint64_t epoch = 0;
    std::uint64_t epoch_of_all = 0;
  };
  bool fresh(const Entry& entry, Instant now) const;

  Limits limits_;
  // A look-up learns whose credential it is only from its answer, so it cannot note that user's epoch before
  // it asks. It notes this number instead, which every change raises before the epoch.
  std::atomic<std::uint64_t> writes_{0};
  cache::Epochs epochs_;
  cache::Recent<Entry> entries_;
};

}  // namespace narvi::rest
