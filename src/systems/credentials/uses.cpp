#include "systems/credentials/uses.h"

#include <algorithm>
#include <functional>
#include <random>
#include <tuple>
#include <utility>

#include "systems/credentials/address_prefix.h"

namespace narvi::systems::credentials {

namespace {

constexpr std::size_t kMostWaiting = 16384;
constexpr std::size_t kBatch = 200;
constexpr std::size_t kLongestUserAgent = 200;
constexpr std::int64_t kMinute = 60'000'000;  // microseconds
constexpr std::uint64_t kMinuteMask = 0xffffffff;

/// What PostgreSQL takes as text and a terminal as a line.
std::string printable(std::string_view text, std::size_t longest) {
  std::string kept;
  for (const char character : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(character);
    kept.push_back(byte < 0x20 || byte >= 0x7f ? '?' : character);
  }
  return kept;
}

}  // namespace

Uses::Uses(database::Database& database, Options options)
    : database_(database),
      options_(options),
      upsert_("credentials.note",
              "INSERT INTO narvi_credential (kind, ref, user_id, name, created, last_used, address, "
              "user_agent) VALUES ($1, $2, $3, '', $4, $4, $5, $6) ON CONFLICT (kind, ref) DO UPDATE SET "
              "user_id = excluded.user_id, last_used = excluded.last_used, address = excluded.address, "
              "user_agent = excluded.user_agent WHERE narvi_credential.last_used IS NULL OR "
              "narvi_credential.last_used <= excluded.last_used"),
      seed_(std::random_device()()) {}

bool Uses::is_new_minute(const rest::CredentialRef& credential, Instant now) {
  const std::hash<std::string_view> hash;
  std::uint64_t mixed = hash(credential.ref) ^ (hash(credential.kind) * 0x9e3779b97f4a7c15U) ^ seed_;
  mixed *= 0xff51afd7ed558ccdU;  // spreads what the hash of short texts leaves together
  mixed ^= mixed >> 32;
  const auto minute = static_cast<std::uint64_t>(now.time_since_epoch().count() / kMinute) & kMinuteMask;
  const std::uint64_t entry = (mixed & ~kMinuteMask) | minute;
  Bucket& bucket = noted_[mixed % kBuckets];
  Slot* oldest = &bucket.front();
  for (Slot& slot : bucket) {
    const std::uint64_t there = slot.load(std::memory_order_relaxed);
    if ((there & ~kMinuteMask) == (entry & ~kMinuteMask)) {
      return there != entry && slot.exchange(entry, std::memory_order_relaxed) != entry;
    }
    if ((there & kMinuteMask) < (oldest->load(std::memory_order_relaxed) & kMinuteMask)) {
      oldest = &slot;
    }
  }
  oldest->store(entry, std::memory_order_relaxed);
  return true;
}

void Uses::note(const rest::CredentialRef& credential, const accounts::UserKey& user,
                const http::Request& request, Instant now) {
  if (!is_new_minute(credential, now)) {
    return;
  }
  Note note{std::string(credential.kind),
            credential.ref,
            user,
            now,
            address_prefix(request.client_address, options_.ipv4_prefix, options_.ipv6_prefix),
            {}};
  if (options_.user_agent) {
    note.user_agent = printable(request.headers.find("User-Agent").value_or(""), kLongestUserAgent);
  }
  const std::scoped_lock lock(mutex_);
  if (waiting_.size() < kMostWaiting) {
    waiting_.push_back(std::move(note));
  }
}

std::vector<Uses::Note> Uses::take(std::size_t limit) {
  const std::scoped_lock lock(mutex_);
  const auto count = static_cast<std::ptrdiff_t>(std::min(limit, waiting_.size()));
  std::vector<Note> taken(std::make_move_iterator(waiting_.begin()),
                          std::make_move_iterator(waiting_.begin() + count));
  waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  return taken;
}

void Uses::put_back(std::vector<Note> notes) {
  const std::scoped_lock lock(mutex_);
  for (Note& note : notes) {
    if (waiting_.size() < kMostWaiting) {
      waiting_.push_back(std::move(note));
    }
  }
}

std::size_t Uses::waiting() {
  const std::scoped_lock lock(mutex_);
  return waiting_.size();
}

io::Task<Result<std::int64_t>> Uses::write(std::int64_t limit) {
  std::vector<Note> notes = take(std::min(static_cast<std::size_t>(limit), kBatch));
  if (notes.empty()) {
    co_return 0;
  }
  // Two servers that wrote the same rows in different orders would wait for each other.
  std::sort(notes.begin(), notes.end(), [](const Note& left, const Note& right) {
    return std::tie(left.kind, left.ref, left.at) < std::tie(right.kind, right.ref, right.at);
  });
  database::Batch batch;
  for (const Note& note : notes) {
    batch.add(upsert_, {note.kind, note.ref, note.user.value(), note.at, note.address, note.user_agent});
  }
  const auto outcomes = co_await database_.run(std::move(batch));
  if (!outcomes) {
    put_back(std::move(notes));
    co_return tl::unexpected<Error>(database::to_error(outcomes.error()));
  }
  // A short batch means "that was all" to the caller, so a full one of ours counts as all it asked for.
  co_return notes.size() == kBatch ? limit : static_cast<std::int64_t>(notes.size());
}

io::Task<Result<void>> Uses::write_all() {
  for (std::size_t left = waiting(); left > 0; left -= std::min(left, kBatch)) {
    const Result<std::int64_t> written = co_await write(kBatch);
    if (!written) {
      co_return tl::unexpected<Error>(written.error());
    }
  }
  co_return Result<void>();
}

}  // namespace narvi::systems::credentials
