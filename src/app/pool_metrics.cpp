#include "app/pool_metrics.h"

#include <string>
#include <string_view>

#include "database/sqlite/sqlite.h"

namespace narvi::app {

namespace {

void line(std::string& text, std::string_view type, std::string_view name, std::string_view help,
          double value) {
  text.append("# HELP ").append(name).append(" ").append(help);
  text.append("\n# TYPE ").append(name).append(" ").append(type);
  text.append("\n").append(name).append(" ").append(std::to_string(value)).append("\n");
}

void hash_pool(std::string& text, const io::WorkerPoolLoad& load) {
  line(text, "gauge", "narvi_hash_waiting", "Password hashes waiting for a thread.",
       static_cast<double>(load.waiting));
  line(text, "gauge", "narvi_hash_running", "Password hashes being computed.",
       static_cast<double>(load.running));
  line(text, "gauge", "narvi_hash_reserved_bytes", "Memory reserved for password hashes being computed.",
       static_cast<double>(load.reserved));
  line(text, "counter", "narvi_hash_accepted_total", "Password hashes queued.",
       static_cast<double>(load.accepted));
  line(text, "counter", "narvi_hash_refused_total", "Password hashes refused because the queue was full.",
       static_cast<double>(load.refused));
  line(text, "counter", "narvi_hash_waited_seconds_total", "Time that hashes spent in the queue.",
       std::chrono::duration<double>(load.waited).count());
}

void sqlite_writer(std::string& text, const database::sqlite::Counters& counters) {
  line(text, "counter", "narvi_sqlite_writes_total", "Writes answered.", static_cast<double>(counters.jobs));
  line(text, "counter", "narvi_sqlite_commits_total", "Durable commits; writes share them.",
       static_cast<double>(counters.commits));
  line(text, "counter", "narvi_sqlite_lock_waits_total", "Times another process held the lock.",
       static_cast<double>(counters.lock_waits));
  line(text, "gauge", "narvi_sqlite_writes_waiting", "Writes in the queue.",
       static_cast<double>(counters.waiting));
}

}  // namespace

void add_pool_metrics(http::server::Metrics& metrics, House& house) {
  metrics.add([&house](std::string& text) { hash_pool(text, house.hash_pool().load()); });
  if (house.database().engine() == database::Engine::kSqlite) {
    metrics.add(
        [&house](std::string& text) { sqlite_writer(text, database::sqlite::counters(house.database())); });
  }
}

}  // namespace narvi::app
