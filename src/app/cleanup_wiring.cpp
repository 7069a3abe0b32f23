#include "app/cleanup_wiring.h"

#include <utility>

namespace narvi::app {

std::unique_ptr<CleanUps> make_clean_ups(const Settings& settings, House& house, io::Loop& loop) {
  const std::optional<Seconds> interval = settings.duration("sessions", "cleanup_interval");
  if (!interval) {
    return nullptr;
  }
  accounts::SessionStore& sessions = *house.accounts().sessions;
  std::vector<CleanUp> list;
  list.push_back({"sessions", [&sessions](std::int64_t limit) { return sessions.delete_expired(limit); }});
  CleanUpPace pace;
  pace.interval = *interval;
  pace.first = jittered_start(*interval);
  return std::make_unique<CleanUps>(loop, pace, std::move(list));
}

}  // namespace narvi::app
