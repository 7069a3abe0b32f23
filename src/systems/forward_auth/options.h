#pragma once
// Settings of the decision point as values (contract remote-user-forward-auth §4).

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/settings.h"
#include "rest/throttle.h"
#include "systems/forward_auth/target.h"

namespace narvi::systems::forward_auth {

inline constexpr std::string_view kTable = "systems.forward_auth";

/// Keys of [systems.forward_auth].
std::span<const Setting> settings();

/// Names of the fields that tell who the visitor is (§2.3). Empty: that one is never sent.
struct IdentityFields {
  std::string user;
  std::string groups;
  std::string name;
  std::string email;
  std::string id;
};

enum class AssertionKind : std::uint8_t { kNone, kHs256, kEdDsa };

struct Options {
  std::vector<Family> families;
  bool oauth2_alias = false;                ///< /oauth2/auth, as oauth2-proxy answers
  bool verify_alias = false;                ///< /api/verify, as Authelia answered before its families
  std::string login_url;                    ///< absolute; empty: nobody is redirected
  std::vector<std::string> cookie_domains;  ///< lower case; empty: hosts are what the rules name
  bool allow_http_return = false;           ///< an http address may be returned to
  IdentityFields fields;
  std::size_t max_header_bytes = 4096;  ///< of all identity fields together, names included
  Milliseconds trusted{};               ///< how long an answer of the store is believed about others' writes
  std::optional<rest::Rate> failure_rate{};  ///< bad credentials from one address
  Seconds touch_session{};                   ///< a sliding session is prolonged at most so often

  AssertionKind assertion = AssertionKind::kNone;
  std::string assertion_header;
  Seconds assertion_lifetime{};
  std::string assertion_issuer;
  SecretText assertion_key{};
  std::string assertion_key_file;

  std::vector<std::string> fastcgi_listen;
  std::string grpc_listen;  ///< empty: off
  std::string grpc_module;  ///< path of the shared object; empty: beside the program
};

/// Reads and checks them. The error names the line, the key and what it should be.
Result<Options> read_options(const Settings& settings);

}  // namespace narvi::systems::forward_auth
