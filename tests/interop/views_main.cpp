// narvi_interop_views: Narvi with the views of same_views.h behind its real door, for test_same_views.py.
// Configured by the environment like the program. Says "ready", and serves until its standard input ends. The
// clock stands still at its argument, seconds since the epoch, so that waits can be compared.

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "app/config.h"
#include "app/house.h"
#include "app/server_options.h"
#include "app/setting_tables.h"
#include "app/systems.h"
#include "http/server/server.h"
#include "io/asio_loop.h"
#include "same_views.h"

namespace {

using namespace narvi;

class SiteHandler final : public http::server::Handler {
 public:
  explicit SiteHandler(const rest::Site& site) : site_(site) {}
  io::Task<http::Response> answer(http::Request& request) override { return site_.answer(request); }

 private:
  const rest::Site& site_;
};

int refuse(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

std::vector<io::AsioLoop*> all(io::LoopGroup& loops) {
  std::vector<io::AsioLoop*> list;
  for (std::size_t index = 0; index < loops.size(); ++index) {
    list.push_back(&loops.at(index));
  }
  return list;
}

int serve(const Settings& settings, const Clock& clock) {
  SystemRandom random;
  io::LoopGroup loops(1);
  loops.start();
  app::HouseParts parts{clock, random, settings.secret("security", "secret_key")};
  parts.loops = all(loops);
  parts.more_endpoints = tests::same_views();
  auto house = app::House::build(settings, std::move(parts));
  if (!house) {
    loops.stop();
    return refuse(house.error());
  }
  SiteHandler handler((*house)->site());
  http::server::Server server(app::server_options(settings), handler, loops);
  if (const Result<void> started = server.start(); !started) {
    house->reset();
    loops.stop();
    return refuse(started.error());
  }
  std::puts("ready");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  server.begin_shutdown();
  while (!server.drained()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  house->reset();  // its queues drain while the loop still turns
  loops.stop();
  return 0;
}

}  // namespace

int main(int, char** arguments) {
  const FixedClock clock{
      Instant(Seconds(std::strtoll(arguments[1] == nullptr ? "0" : arguments[1], nullptr, 10)))};
  app::SettingTables tables;
  app::add_house_tables(tables);
  for (const rest::System* system : app::systems()) {
    tables.add_system(system->name, system->title, system->default_path, system->default_enabled,
                      system->settings);
  }
  const auto loaded = app::load_config({}, app::process_environment(), tables.all(), {});
  if (!loaded) {
    std::fputs(app::describe(loaded.error()).c_str(), stderr);
    return 2;
  }
  return serve(loaded->settings, clock);
}
