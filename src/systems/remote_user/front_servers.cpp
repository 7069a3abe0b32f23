#include "systems/remote_user/front_servers.h"

#include <charconv>

#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

namespace {

/// What is no number stopped the start.
std::vector<std::uint32_t> unix_ids(const Settings& settings, std::string_view key) {
  std::vector<std::uint32_t> ids;
  for (const std::string& text : settings.list(kTable, key)) {
    if (const auto id = parse_unix_id(text)) {
      ids.push_back(*id);
    }
  }
  return ids;
}

}  // namespace

std::optional<std::uint32_t> parse_unix_id(std::string_view text) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool whole = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return whole && id != UINT32_MAX ? std::optional(id) : std::nullopt;
}

void narrow(http::AdmitPolicy& policy, const Settings& settings) {
  if (!settings.boolean(kTable, "enabled")) {
    return;
  }
  const Source source = read_options(settings).source;
  for (const std::string& field :
       {source.header, source.email_header, source.name_header, source.groups_header}) {
    if (!field.empty()) {
      policy.identity_headers.push_back(field);
    }
  }
  http::FrontServers servers;
  servers.networks = policy.trusted_networks;
  servers.unix_socket = policy.trust_unix_socket;
  servers.unix_uids = unix_ids(settings, "unix_peer_uids");
  servers.unix_gids = unix_ids(settings, "unix_peer_gids");
  servers.tls_names = settings.list(kTable, "mtls_subjects");
  servers.secrets = settings.secrets(kTable, "shared_secret");
  servers.secret_header = settings.text(kTable, "shared_secret_header");
  policy.front_servers = http::PeerTrust(std::move(servers));
}

}  // namespace narvi::systems::remote_user
