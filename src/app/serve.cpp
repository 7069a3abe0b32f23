#include "app/serve.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "app/cleanup_wiring.h"
#include "app/database_wiring.h"
#include "app/entrances.h"
#include "app/health.h"
#include "app/house.h"
#include "app/pool_metrics.h"
#include "app/server_options.h"
#include "app/signals.h"
#include "app/user_table_faults.h"
#include "base/log.h"
#include "base/random.h"
#include "http/server/access_log.h"
#include "http/server/metrics.h"
#include "http/server/server.h"
#include "http/server/service_manager.h"

namespace narvi::app {

namespace {

using http::server::Server;

/// The site as the door sees it.
class SiteHandler final : public http::server::Handler {
 public:
  explicit SiteHandler(const rest::Site& site) : site_(site) {}
  io::Task<http::Response> answer(http::Request& request) override { return site_.answer(request); }

 private:
  const rest::Site& site_;
};

/// Where access lines go: a descriptor that closes itself, or -1 for none.
class AccessFile {
 public:
  static Result<AccessFile> open(const Settings& settings) {
    const auto place = settings.optional_text("log", "access_log");
    if (!place) {
      return AccessFile(-1);
    }
    // Files keep mode 0640: addresses are nobody's business but the operator's (ASVS 16.4.2).
    const int descriptor = *place == "stdout" ? dup(STDOUT_FILENO)
                           : *place == "stderr"
                               ? dup(STDERR_FILENO)
                               : ::open(place->c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) {
      return fail(ErrorKind::kConfiguration, settings.origin("log", "access_log") +
                                                 ": [log] access_log: cannot open \"" + *place + "\"");
    }
    return AccessFile(descriptor);
  }
  AccessFile(AccessFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  AccessFile& operator=(AccessFile&&) = delete;
  ~AccessFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  int descriptor() const { return descriptor_; }

 private:
  explicit AccessFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

std::vector<io::AsioLoop*> all(io::LoopGroup& loops) {
  std::vector<io::AsioLoop*> list;
  for (std::size_t index = 0; index < loops.size(); ++index) {
    list.push_back(&loops.at(index));
  }
  return list;
}

int refuse(Terminal& terminal, const Error& error) {
  terminal.err("narvi: " + error.message);
  return 1;
}

/// Levels that nobody migrated to, or that are newer than this program, stop the start (design §3).
Result<void> check_database(House& house, const Settings& settings) {
  const std::vector<database::Migration> known = all_migrations(settings);
  const auto levels = io::run_blocking(database::check_levels(house.database(), known));
  if (!levels) {
    return tl::unexpected<Error>(levels.error());
  }
  if (!levels->missing.empty()) {
    return fail(ErrorKind::kConfiguration, "the database lacks " + levels->missing.front() +
                                               (levels->missing.size() > 1 ? " and others" : "") +
                                               "\n  mend: run narvi migrate");
  }
  return require_user_table(house.database(), settings);
}

void wait_until_drained(const Server& server) {
  while (!server.drained()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

/// Until a signal says that it is enough.
void attend(Server& server) {
  while (wait_for_signal() == Signal::kReload) {
    http::server::notify_manager("RELOADING=1");
    if (Result<void> reloaded = server.reload_tls();
        !reloaded && reloaded.error().kind != ErrorKind::kInvalid) {
      log_error("the certificate was not reloaded; the old one stays", {{"why", reloaded.error().message}});
    } else {
      log_info("reloaded");
    }
    http::server::notify_manager("READY=1");
  }
}

}  // namespace

int serve(const Settings& settings, SecretText secret_key, Terminal& terminal) {
  block_signals();
  const SystemClock clock;
  SystemRandom random;
  Readiness readiness;
  if (Result<void> there = require_database(settings); !there) {
    return refuse(terminal, there.error());
  }
  auto access_file = AccessFile::open(settings);
  if (!access_file) {
    return refuse(terminal, access_file.error());
  }
  io::LoopGroup loops(static_cast<std::size_t>(settings.integer("server", "threads")));
  http::server::Metrics metrics(loops.size());
  std::unique_ptr<http::server::AccessLog> access_log;
  std::vector<http::server::Observer*> observers{&metrics};
  if (access_file->descriptor() >= 0) {
    access_log = std::make_unique<http::server::AccessLog>(access_file->descriptor(), loops.size(), clock);
    observers.push_back(access_log.get());
  }
  loops.start();

  HouseParts parts{clock, random, std::move(secret_key), all(loops), false, health_endpoints(readiness)};
  auto house = House::build(settings, std::move(parts));
  if (!house) {
    return refuse(terminal, house.error());
  }
  if (Result<void> checked = check_database(**house, settings); !checked) {
    return refuse(terminal, checked.error());
  }
  readiness.database = &(*house)->database();
  add_pool_metrics(metrics, **house);
  const std::unique_ptr<CleanUps> clean_ups = make_clean_ups(settings, **house, loops.at(0));
  if (clean_ups) {
    metrics.add(clean_ups->metrics());
  }
  const std::vector<std::unique_ptr<CleanUps>> paced_jobs = make_paced_jobs(**house, loops.at(0));

  SiteHandler handler((*house)->site());
  Server server(server_options(settings), handler, loops, observers);
  Entrances entrances;
  io::LoopGroup metrics_loop(1);
  http::server::MetricsHandler metrics_handler(metrics);
  Server metrics_server(metrics_options(settings), metrics_handler, metrics_loop);
  metrics_loop.start();
  for (Server* starting : {&server, &metrics_server}) {
    if (Result<void> started = starting->start(); !started) {
      loops.stop();
      metrics_loop.stop();
      return refuse(terminal, started.error());
    }
  }
  if (Result<void> started = entrances.start(settings, handler, loops, observers); !started) {
    loops.stop();
    metrics_loop.stop();
    return refuse(terminal, started.error());
  }
  readiness.serving = true;
  if (clean_ups) {
    clean_ups->start();
  }
  for (const auto& job : paced_jobs) {
    job->start();
  }
  http::server::notify_manager("READY=1");
  log_info("serving", {{"listen", settings.list("server", "listen").front()}, {"version", NARVI_VERSION}});

  attend(server);

  log_info("stopping");
  http::server::notify_manager("STOPPING=1");
  readiness.serving = false;
  server.begin_shutdown();
  metrics_server.begin_shutdown();
  entrances.begin_shutdown();
  entrances.wait_until_drained();
  wait_until_drained(server);
  wait_until_drained(metrics_server);
  if (clean_ups) {
    clean_ups->stop();
  }
  for (const auto& job : paced_jobs) {
    job->stop();
  }
  run_last_jobs(**house);
  house->reset();  // its queues drain while the loops still turn
  metrics_loop.stop();
  loops.stop();
  return 0;
}

}  // namespace narvi::app
