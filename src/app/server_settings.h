#pragma once
// The setting tables of the house: what narvi.toml may say besides the systems' own tables. Each file named
// below holds the tables of one room, and the checks of what may not stand together are in settings_check.h.

#include <span>

#include "base/settings.h"

namespace narvi::app {

std::span<const SettingTable> server_tables();    ///< [server], [database], [log]
std::span<const SettingTable> security_tables();  ///< [security] (settings_security.cpp)
std::span<const SettingTable> rest_tables();      ///< [compat], [rest_framework] (settings_rest.cpp)
std::span<const SettingTable> user_tables();      ///< [users] (settings_users.cpp)
std::span<const SettingTable> auth_tables();      ///< [auth] (settings_auth.cpp)
std::span<const SettingTable> browser_tables();   ///< [sessions], [csrf] (settings_browser.cpp)
std::span<const SettingTable> cache_tables();     ///< [cache] (settings_cache.cpp)

}  // namespace narvi::app
