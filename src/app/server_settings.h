#pragma once
// The setting tables of the house: what narvi.toml may say besides the systems' own tables. Each file named
// below holds the tables of one room, and the checks of what may not stand together are in settings_check.h.

#include <span>

#include "base/settings.h"

namespace narvi::app {

std::span<const SettingTable> server_tables();    ///< [server], [database], [log]
std::span<const SettingTable> security_tables();  ///< [security] (settings_security.cpp)
std::span<const SettingTable>
accounts_tables();                            ///< [users], [auth], [sessions], [csrf] (settings_accounts.cpp)
std::span<const SettingTable> rest_tables();  ///< [compat], [rest_framework] (settings_rest.cpp)

}  // namespace narvi::app
