#pragma once
// Uses: who used which credential when and from where, noted at most once a minute for each, and written in
// the background: a request that proves itself pays for two atomic reads.

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/user.h"
#include "base/clock.h"
#include "base/result.h"
#include "database/database.h"
#include "http/request.h"
#include "io/task.h"
#include "rest/credential_kind.h"
#include "systems/credentials/options.h"

namespace narvi::systems::credentials {

class Uses {
 public:
  /// `database` outlives this object.
  Uses(database::Database& database, Options options);

  /// Notes that `user` has just proved himself with `credential` in `request`, unless that was noted in the
  /// same minute. Thread-safe, does no I/O. More than 16384 notes that wait to be written are dropped; the
  /// next minute brings new ones.
  void note(const rest::CredentialRef& credential, const accounts::UserKey& user,
            const http::Request& request, Instant now);

  /// Writes at most `limit` notes that wait; how many. Those of a failed write are lost, as above.
  io::Task<Result<std::int64_t>> write(std::int64_t limit);
  /// Writes all that wait: before a list is shown.
  io::Task<Result<void>> write_all();

 private:
  struct Note {
    std::string kind;
    std::string ref;
    accounts::UserKey user;
    Instant at;
    std::string address;
    std::string user_agent;
  };
  static constexpr std::size_t kSlots = 65536;

  bool is_new_minute(const rest::CredentialRef& credential, Instant now);
  std::vector<Note> take(std::size_t limit);

  database::Database& database_;
  Options options_;
  database::Statement upsert_;
  std::uint64_t seed_;
  /// Of each credential's slot: half of its hash and the minute of its last note. Two credentials of one slot
  /// cost a note too many, two of one whole hash (one in 2^48 pairs) a note too few.
  std::array<std::atomic<std::uint64_t>, kSlots> noted_{};
  std::mutex mutex_;
  std::vector<Note> waiting_;
};

}  // namespace narvi::systems::credentials
