#pragma once
// Readers: a connection for every thread that looks things up, so that a look-up takes no lock and changes no
// thread.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "database/sqlite/connection.h"

namespace narvi::database::sqlite {

class Readers {
 public:
  Readers(std::string path, TimeZone zone, Milliseconds deadline);
  ~Readers();

  /// The calling thread's connection, opened at its first call. It never waits for a lock: it fails with
  /// kBusy.
  Result<Connection*> mine();

 private:
  const std::string path_;
  const TimeZone zone_;
  const Milliseconds deadline_;
  const std::uint64_t number_;  // of this object among all that ever were: an address may be used again
  std::mutex mutex_;
  std::map<std::thread::id, std::unique_ptr<Connection>> connections_;  // guarded by mutex_
};

}  // namespace narvi::database::sqlite
