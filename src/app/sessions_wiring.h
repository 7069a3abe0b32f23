#pragma once
// From [sessions] engine to a session store.

#include <memory>
#include <optional>
#include <string_view>

#include "accounts/accounts.h"
#include "base/result.h"
#include "base/settings.h"

namespace narvi::app {

enum class SessionEngine { kDb, kCachedDb, kCache, kSignedCookies };

/// "db" or "django.contrib.sessions.backends.db", and so on (contract django-sessions-csrf §4). Empty
/// optional for engines that we do not have.
std::optional<SessionEngine> find_session_engine(std::string_view name);

/// The store of that engine. `database` and `accounts`, whose keys, browser settings, clock and randomness it
/// uses, outlive it. kConfiguration for an unknown engine.
Result<std::unique_ptr<accounts::SessionStore>> make_session_store(const Settings& settings,
                                                                   database::Database& database,
                                                                   accounts::Accounts& accounts);

}  // namespace narvi::app
