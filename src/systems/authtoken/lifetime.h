#pragma once
// Lifetimes of tokens, which REST framework has none of (off by default): absolute, from when the token was
// made, and sliding, from its last use. Pure rules; the time is handed in.

#include <optional>

#include "base/clock.h"
#include "base/settings.h"

namespace narvi::systems::authtoken {

struct Lifetimes {
  std::optional<Seconds> absolute;  ///< empty: never ends
  std::optional<Seconds> idle;      ///< empty: need not be used

  /// Whether a token made at `created` and last used at `last_used` (empty: never) has ended at `now`. At the
  /// very instant it still lives, as Durin's and Knox's do.
  bool ended(Instant created, std::optional<Instant> last_used, Instant now) const;
  /// When it ends unless it is used; empty: never.
  std::optional<Instant> expiry(Instant created, std::optional<Instant> last_used) const;
  bool any() const { return absolute || idle; }
};

/// `lifetime` and `idle_lifetime` of [systems.authtoken].
Lifetimes read_lifetimes(const Settings& settings);

}  // namespace narvi::systems::authtoken
