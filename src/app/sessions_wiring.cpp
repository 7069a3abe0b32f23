#include "app/sessions_wiring.h"

#include <array>
#include <string>
#include <utility>

#include "accounts/session_cache.h"
#include "accounts/session_cached_db.h"
#include "accounts/session_db.h"
#include "accounts/session_signed_cookies.h"
#include "cache/memory/memory_entries.h"

namespace narvi::app {

namespace {

constexpr std::string_view kModule = "django.contrib.sessions.backends.";

constexpr std::array<std::pair<std::string_view, SessionEngine>, 4> kEngines = {{
    {"db", SessionEngine::kDb},
    {"cached_db", SessionEngine::kCachedDb},
    {"cache", SessionEngine::kCache},
    {"signed_cookies", SessionEngine::kSignedCookies},
}};

std::unique_ptr<cache::Entries> entries(const Settings& settings) {
  const auto megabytes = static_cast<std::size_t>(settings.integer("sessions", "cache_megabytes"));
  return std::make_unique<cache::memory::MemoryEntries>(megabytes << 20U);
}

}  // namespace

std::optional<SessionEngine> find_session_engine(std::string_view name) {
  if (name.starts_with(kModule)) {
    name.remove_prefix(kModule.size());
  }
  for (const auto& [known, engine] : kEngines) {
    if (known == name) {
      return engine;
    }
  }
  return std::nullopt;
}

Result<std::unique_ptr<accounts::SessionStore>> make_session_store(const Settings& settings,
                                                                   database::Database& database,
                                                                   accounts::Accounts& accounts) {
  const std::string& name = settings.text("sessions", "engine");
  const std::optional<SessionEngine> engine = find_session_engine(name);
  if (!engine) {
    return fail(ErrorKind::kConfiguration,
                settings.origin("sessions", "engine") + ": [sessions] engine: \"" + name + "\" is not known");
  }
  const accounts::SigningKeys& keys = accounts.keys;
  const accounts::SessionSettings& session = accounts.browser.session;
  switch (*engine) {
    case SessionEngine::kCachedDb:
      return std::make_unique<accounts::CachedDatabaseSessions>(
          database, entries(settings), Milliseconds(settings.integer("sessions", "cached_db_milliseconds")),
          keys, session, accounts.clock, accounts.random);
    case SessionEngine::kCache:
      return std::make_unique<accounts::CacheSessions>(entries(settings), database, keys, session,
                                                       accounts.clock, accounts.random);
    case SessionEngine::kSignedCookies:
      return std::make_unique<accounts::SignedCookieSessions>(database, keys, session, accounts.clock);
    case SessionEngine::kDb:
      break;
  }
  return std::make_unique<accounts::DatabaseSessions>(database, keys, session, accounts.clock,
                                                      accounts.random);
}

}  // namespace narvi::app
