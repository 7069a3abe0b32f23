#pragma once
// What this house does in the background, and how often.

#include <memory>
#include <vector>

#include "app/cleanup.h"
#include "app/house.h"
#include "base/settings.h"

namespace narvi::app {

/// What expires in `house`: browser sessions, and the credentials of each system.
std::vector<CleanUp> clean_ups_of(House& house);

/// The clean-ups of `house` on `loop`, at the pace of [sessions] cleanup_interval; null if that is "never".
/// Still to be started.
std::unique_ptr<CleanUps> make_clean_ups(const Settings& settings, House& house, io::Loop& loop);

/// The jobs of systems that have a pace of their own, one CleanUps each. Still to be started.
std::vector<std::unique_ptr<CleanUps>> make_paced_jobs(House& house, io::Loop& loop);

/// Once more, and to its end, every job that asks for it, when nothing is served any longer. Says in the log
/// what failed.
void run_last_jobs(House& house);

}  // namespace narvi::app
