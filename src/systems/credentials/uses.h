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

  /// Writes at most `limit` notes that wait; how many. Those of a failed write wait on.
  io::Task<Result<std::int64_t>> write(std::int64_t limit);
  /// Writes all that wait now: before a list is shown.
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
  static constexpr std::size_t kBuckets = 32768;
  /// Half of the hash of a credential, and the minute of its last note.
  using Slot = std::atomic<std::uint64_t>;
  using Bucket = std::array<Slot, 4>;

  bool is_new_minute(const rest::CredentialRef& credential, Instant now);
  std::vector<Note> take(std::size_t limit);
  void put_back(std::vector<Note> notes);
  std::size_t waiting();

  database::Database& database_;
  Options options_;
  database::Statement upsert_;
  std::uint64_t seed_;
  /// When all slots of a bucket are taken, the one noted longest ago goes: a note too many. Two credentials
  /// of one whole hash are one in 2^47 pairs: a note too few.
  std::array<Bucket, kBuckets> noted_{};
  std::mutex mutex_;
  std::vector<Note> waiting_;
};

}  // namespace narvi::systems::credentials
