#pragma once
// What this house has to clean up, and how often.

#include <memory>

#include "app/cleanup.h"
#include "app/house.h"
#include "base/settings.h"

namespace narvi::app {

/// The clean-ups of `house` on `loop`, at the pace of [sessions] cleanup_interval; null if that is "never".
/// Still to be started.
std::unique_ptr<CleanUps> make_clean_ups(const Settings& settings, House& house, io::Loop& loop);

}  // namespace narvi::app
