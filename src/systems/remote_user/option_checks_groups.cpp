// Groups that a front server could hand out without anybody having meant it.

#include <array>

#include "systems/remote_user/option_checks.h"
#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

void check_groups(const Settings& settings, std::vector<SettingProblem>& problems) {
  const GroupRules rules = read_options(settings).groups;
  const bool comes = !settings.text(kTable, "groups_header").empty();
  const std::array<std::pair<std::string_view, bool>, 3> users = {{
      {"sync_groups", rules.sync != GroupSync::kNone},
      {"staff_groups", !rules.staff.empty()},
      {"superuser_groups", !rules.superuser.empty()},
  }};
  for (const auto& [key, used] : users) {
    if (used && !comes) {
      add_problem(settings, key, "no groups come: groups_header is empty",
                  "name the field, for example groups_header = \"Remote-Groups\"", problems);
    }
  }
  if (settings.text(kTable, "groups_separator").empty()) {
    add_problem(settings, "groups_separator", "it must not be empty", "write \",\" or \";\"", problems);
  }
  if (rules.sync == GroupSync::kNone) {
    return;
  }
  if (rules.allowed.empty() && rules.prefix.empty()) {
    add_problem(settings, "sync_groups", "the front server could hand out every group of the site",
                "list those that it may in allowed_groups, or set groups_prefix", problems);
  }
  if (settings.text("users", "groups_table").empty()) {
    add_problem(settings, "sync_groups",
                "the users of this site have no groups: [users] groups_table is \"\"", "remove it", problems);
  }
}

}  // namespace narvi::systems::remote_user
