#include "app/user_table_faults.h"

#include <utility>

#include "accounts/user_table_check.h"
#include "app/accounts_wiring.h"
#include "base/log.h"
#include "io/suspend.h"

namespace narvi::app {

Result<UserTableFaults> user_table_faults(database::Database& database, const Settings& settings) {
  auto found = io::run_blocking(accounts::check_user_table(database, user_table(settings)));
  if (!found) {
    return tl::unexpected<Error>(std::move(found.error()));
  }
  UserTableFaults faults;
  for (const accounts::TableFault& fault : *found) {
    auto& list = fault.only_creation ? faults.warnings : faults.problems;
    list.push_back({settings.origin("users", fault.setting),
                    "[users] " + fault.setting + ": " + fault.message, fault.mend});
  }
  return faults;
}

Result<void> require_user_table(database::Database& database, const Settings& settings) {
  const Result<UserTableFaults> faults = user_table_faults(database, settings);
  if (!faults) {
    return tl::unexpected<Error>(faults.error());
  }
  for (const SettingProblem& warning : faults->warnings) {
    log_warning(warning.message, {{"mend", warning.mend}});
  }
  if (!faults->problems.empty()) {
    const SettingProblem& first = faults->problems.front();
    return fail(ErrorKind::kConfiguration, first.origin + ": " + first.message + "\n  mend: " + first.mend);
  }
  return {};
}

}  // namespace narvi::app
