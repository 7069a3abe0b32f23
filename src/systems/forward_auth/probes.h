#pragma once
// What `narvi authz probe` tries, and what it makes of the answers. Nothing of it can change anything: GET,
// HEAD and OPTIONS without body (contract §9: "verifies that an anonymous request is refused").

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "systems/forward_auth/probe_client.h"

namespace narvi::systems::forward_auth {

struct Probe {
  std::string shown;  ///< "GET /  Remote_User: admin"
  ProbeRequest request;
  bool wants_login = false;  ///< a redirect to the login page is the only good answer
};

/// Of a page that only somebody known may see. `user`: the name that forged fields claim.
std::vector<Probe> probes(const ProbeUrl& url, const std::string& user, bool expect_login);

/// The host that forged fields name; it must never come back in a Location.
inline constexpr std::string_view kForgedHost = "forged.invalid";

enum class Finding : std::uint8_t {
  kGood,     ///< refused
  kBad,      ///< let through, or led astray
  kUnknown,  ///< neither: somebody else answered (a redirect to https, a 5xx)
};

struct Judgement {
  Finding finding = Finding::kGood;
  std::string why;  ///< of kBad and kUnknown
};

Judgement judge(const ProbeUrl& url, const Probe& probe, const ProbeAnswer& answer);

}  // namespace narvi::systems::forward_auth
