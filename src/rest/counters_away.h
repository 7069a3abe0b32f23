#pragma once
// What a throttle of REST framework does when its counters cannot be reached: closed for logins, open for
// checks. There is no setting for it; systems with limits of their own on logins say what theirs do
// ([systems.sav] throttle_failure; authtoken refuses).

#include "base/result.h"
#include "cache/counters.h"

namespace narvi::rest {

struct Call;

/// What is known of a call when its throttles are asked.
struct CallShape {
  bool safe_method = false;  ///< GET, HEAD or OPTIONS: it changes nothing
  bool known_caller = false;
  bool open_endpoint = false;  ///< anybody may call it: secrets are shown there, not asked for before
};

/// Whether such a call passes uncounted. A call that changes something is refused if nobody knows who makes
/// it, or if it goes to an endpoint that is open to anybody: that is where passwords can be tried (logging
/// in, signing up, resetting a password), and trying them without limit is worse than a pause. Everything
/// else has proven who it is, or only reads: a cache that is away must not take the site with it.
bool passes_uncounted(CallShape shape);

/// `counted` as it is; an error becomes "allowed" for calls that pass uncounted, and stays an error (503) for
/// others.
Result<cache::Allowance> settle_throttle(const Call& call, Result<cache::Allowance> counted);

}  // namespace narvi::rest
