#include "database/sqlite/readers.h"

#include <atomic>
#include <utility>

namespace narvi::database::sqlite {

namespace {

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> counter{1};
  return counter.fetch_add(1);
}

/// What this thread used last: a program has one database, so this is nearly always it.
struct LastUsed {
  std::uint64_t number = 0;
  Connection* connection = nullptr;
};
thread_local LastUsed last_used;

}  // namespace

Readers::Readers(std::string path, TimeZone zone, Milliseconds deadline)
    : path_(std::move(path)), zone_(zone), deadline_(deadline), number_(next_number()) {}

Readers::~Readers() = default;

Result<Connection*> Readers::mine() {
  if (last_used.number == number_) {
    return last_used.connection;
  }
  const std::scoped_lock lock(mutex_);
  std::unique_ptr<Connection>& slot = connections_[std::this_thread::get_id()];
  if (slot == nullptr) {
    auto opened = Connection::open(path_, Role::kReader, std::chrono::steady_clock::now() + deadline_, zone_);
    if (!opened) {
      return tl::unexpected<Error>(std::move(opened.error()));
    }
    slot = std::move(*opened);
    slot->wait_until(SteadyTime::min());
  }
  last_used = {number_, slot.get()};
  return slot.get();
}

}  // namespace narvi::database::sqlite
