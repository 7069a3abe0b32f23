#pragma once
// sav's settings as values (contract sav §7). With defaults every byte of upstream holds.

#include <optional>
#include <string>
#include <vector>

#include "base/settings.h"
#include "rest/throttle.h"

namespace narvi::systems::sav {

/// Rows of [systems.sav].
std::span<const Setting> settings();

struct Options {
  bool informative = false;         ///< error_status = "informative"
  bool error_codes = false;         ///< the extra key "code"
  bool enforce_login_csrf = false;  ///< CSRF for anonymous logins, too
  bool csrf_endpoint = false;       ///< GET PATH/csrf/ sets the CSRF cookie
  bool no_store = false;            ///< Cache-Control: no-store on every answer

  std::vector<std::string> throttle_classes;
  std::optional<rest::Rate> address_rate;
  std::optional<rest::Rate> account_rate;
  bool count_failures_only = false;
  bool fail_closed = false;  ///< refuse when the counters are away
  std::vector<std::string> throttle_methods;

  bool limits_address() const;
  bool limits_account() const;
};

/// Reads and checks them. The error names the key and what it should be.
Result<Options> read_options(const Settings& settings);

}  // namespace narvi::systems::sav
