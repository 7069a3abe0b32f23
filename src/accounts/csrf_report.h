#pragma once
// What an operator hears when the Origin check refuses requests: mostly a proxy in front that nobody told us
// about, the most frequent trouble of Django users since 4.0 (contract django-sessions-csrf §9). Clients
// never see it.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/csrf_check.h"
#include "base/clock.h"

namespace narvi::accounts {

/// What stands between an Origin and ours, as a setting to change: "https" behind a proxy that speaks http to
/// us, another host, or simply a foreign site.
std::string_view origin_mend(std::string_view own, std::string_view origin);

class CsrfReports {
 public:
  /// Writes at most one warning a minute about refused Origins, with the number of those before it that were
  /// not written. `request` was refused with `reason`. Thread-safe.
  void refused(const CsrfRequest& request, std::string_view reason, Instant now);

 private:
  std::atomic<std::int64_t> next_{INT64_MIN};  // microseconds since the epoch: silent until then
  std::atomic<std::uint64_t> unsaid_{0};
};

}  // namespace narvi::accounts
