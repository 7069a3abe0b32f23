#include "app/cleanup_wiring.h"

#include <utility>

#include "base/log.h"
#include "io/suspend.h"

namespace narvi::app {

std::vector<CleanUp> clean_ups_of(House& house) {
  std::vector<CleanUp> list;
  accounts::SessionStore& sessions = *house.accounts().sessions;
  list.push_back({"sessions", [&sessions](std::int64_t limit) { return sessions.delete_expired(limit); },
                  [&sessions] { return sessions.count_expired(); }});
  for (const auto& kind : house.services().credentials.all()) {
    if (kind->name() != "session") {
      list.push_back({std::string(kind->name()),
                      [kind](std::int64_t limit) { return kind->delete_expired(limit); },
                      [kind] { return kind->count_expired(); }});
    }
  }
  return list;
}

std::unique_ptr<CleanUps> make_clean_ups(const Settings& settings, House& house, io::Loop& loop) {
  const std::optional<Seconds> interval = settings.duration("sessions", "cleanup_interval");
  if (!interval) {
    return nullptr;
  }
  std::vector<CleanUp> list = clean_ups_of(house);
  for (const rest::BackgroundJob& job : house.services().background) {
    if (!job.every) {
      list.push_back({job.name, job.run});
    }
  }
  CleanUpPace pace;
  pace.interval = *interval;
  pace.first = jittered_start(*interval);
  return std::make_unique<CleanUps>(loop, pace, std::move(list));
}

std::vector<std::unique_ptr<CleanUps>> make_paced_jobs(House& house, io::Loop& loop) {
  std::vector<std::unique_ptr<CleanUps>> list;
  for (const rest::BackgroundJob& job : house.services().background) {
    if (job.every) {
      CleanUpPace pace;
      pace.interval = *job.every;
      pace.first = *job.every;
      list.push_back(std::make_unique<CleanUps>(loop, pace, std::vector<CleanUp>{{job.name, job.run}}));
    }
  }
  return list;
}

void run_last_jobs(House& house) {
  for (const rest::BackgroundJob& job : house.services().background) {
    for (std::int64_t done = kCleanUpBatch; job.at_stop && done == kCleanUpBatch;) {
      const Result<std::int64_t> batch = io::run_blocking(job.run(kCleanUpBatch));
      if (!batch) {
        log_warning("the last round failed", {{"what", job.name}, {"why", batch.error().message}});
      }
      done = batch.value_or(0);
    }
  }
}

}  // namespace narvi::app
