#pragma once
// Durin's settings as values (contract durin §4). With defaults every byte of upstream holds.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/settings.h"
#include "rest/datetime_format.h"
#include "rest/limit_policy.h"
#include "rest/throttle.h"
#include "systems/durin/human_text.h"

namespace narvi::systems::durin {

/// Rows of [systems.durin].
std::span<const Setting> settings();

/// What "never" is stored as: upstream has no eternal tokens (§5), and this is the longest whole number of
/// days, give or take, that Python can still add to the date of today.
inline constexpr Microseconds kNever = std::chrono::days(2'850'000);

struct Options {
  std::vector<std::string> authentication_classes;
  Microseconds default_token_ttl{};
  std::size_t token_characters = 64;
  bool shows_user = false;               ///< USER_SERIALIZER
  std::vector<std::string> user_fields;  ///< what it shows
  std::string prefix;                    ///< first word of the header, and the challenge
  rest::DateTimeFormat expiry_format;    ///< of login and refresh
  rest::DateTimeFormat datetime_format;  ///< of everything else
  Milliseconds trusted{};                ///< how long the cached scheme believes an entry
  bool refresh_on_login = false;
  std::optional<std::string> api_client;  ///< API_ACCESS_CLIENT_NAME
  bool hides_api_client = false;          ///< API_ACCESS_EXCLUDE_FROM_SESSIONS
  bool shows_api_token = false;           ///< API_ACCESS_RESPONSE_INCLUDE_TOKEN
  HumanRule humanize = HumanRule::kClassic;

  // Narvi's own.
  std::string client_header;  ///< field that names the client; empty: only the body does
  bool replace_expired_on_login = false;
  bool refresh_on_use = false;
  Microseconds min_refresh_interval{};
  std::optional<Microseconds> max_lifetime;     ///< from the creation of a token, whatever renews it
  std::optional<std::int64_t> tokens_per_user;  ///< over all clients
  rest::LimitPolicy limit_policy = rest::LimitPolicy::kRefuse;
  std::optional<rest::Rate> address_rate{};  ///< logins from one address
  std::optional<rest::Rate> account_rate{};  ///< logins with one user name
};

/// Reads and checks them. The error names the key and what it should be.
Result<Options> read_options(const Settings& settings);

}  // namespace narvi::systems::durin
