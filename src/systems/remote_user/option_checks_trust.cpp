// Tests that nobody could pass, or everybody.

#include <algorithm>
#include <array>

#include "http/network.h"
#include "systems/remote_user/front_servers.h"
#include "systems/remote_user/option_checks.h"
#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

namespace {

using Problems = std::vector<SettingProblem>;

constexpr std::size_t kShortestSecret = 16;
constexpr std::array<std::string_view, 4> kTests = {"unix_peer_uids", "unix_peer_gids", "mtls_subjects",
                                                    "shared_secret"};

bool trusts_socket(const Settings& settings) {
  return std::ranges::count(settings.list("server", "trusted_proxies"), "unix") > 0;
}

bool is_given(const Settings& settings, std::string_view key) {
  return key == "shared_secret" ? !settings.secrets(kTable, key).empty()
                                : !settings.list(kTable, key).empty();
}

/// All of IPv4, however it is spelled (::ffff:0:0/96 is 0.0.0.0/0), or all of public IPv6 (2000::/3).
bool has_everybody(const http::Network& network) {
  constexpr unsigned kAllOfV4 = 96;
  constexpr unsigned kAllOfPublicV6 = 3;
  return network.prefix <= kAllOfPublicV6 ||
         (network.prefix <= kAllOfV4 && network.contains(*http::parse_ip("0.0.0.0")));
}

void check_list(const Settings& settings, Problems& problems) {
  const std::vector<std::string>& proxies = settings.list("server", "trusted_proxies");
  if (proxies.empty()) {
    add_problem(settings, "source", "no front server is trusted, so nobody could name a user",
                "list it in [server] trusted_proxies, for example [\"127.0.0.1\"] or [\"unix\"]", problems);
  }
  const bool proven = is_given(settings, "mtls_subjects") || is_given(settings, "shared_secret");
  for (const std::string& proxy : proxies) {
    const auto network = http::parse_network(proxy);
    const bool everybody = network && has_everybody(*network);
    if (everybody && !proven) {
      add_problem(settings, "source",
                  "[server] trusted_proxies has " + proxy + ", so everybody could name a user",
                  "list the addresses of the front servers, or set shared_secret or mtls_subjects", problems);
    }
  }
}

void check_socket(const Settings& settings, Problems& problems) {
  for (const std::string_view key : {"unix_peer_uids", "unix_peer_gids"}) {
    for (const std::string& id : settings.list(kTable, key)) {
      if (!parse_unix_id(id)) {
        add_problem(settings, key, "\"" + id + "\" is not the number of a user or group",
                    "write the number that `id` shows, in quotes: [\"33\"]", problems);
      }
    }
    if (is_given(settings, key) && !trusts_socket(settings)) {
      add_problem(settings, key, "nobody could pass: [server] trusted_proxies does not have \"unix\"",
                  "write [server] trusted_proxies = [\"unix\"], or remove it", problems);
    }
  }
  // What is wrong with the mode itself is [server]'s to say.
  const std::string& mode = settings.text("server", "socket_mode");
  const bool for_others = !mode.empty() && mode.back() != '0';
  const bool narrowed =
      std::ranges::any_of(kTests, [&](std::string_view key) { return is_given(settings, key); });
  if (trusts_socket(settings) && for_others && !narrowed) {
    add_problem(settings, "source",
                "[server] socket_mode is " + mode + ", so every user of this machine could name a user",
                "write socket_mode = \"0660\", or set unix_peer_uids", problems);
  }
  // Its sockets have the mode of its unit (SocketMode=, 0666 unless said), which no setting of ours shows.
  const bool by_manager = std::ranges::count(settings.list("server", "listen"), "systemd") > 0;
  if (trusts_socket(settings) && by_manager && !narrowed) {
    add_problem(
        settings, "source",
        "[server] listen has \"systemd\", whose unix sockets are open to every user of this machine unless "
        "their unit says otherwise, so each of them could name a user",
        "set unix_peer_uids to the number of the front server's user, or shared_secret", problems);
  }
}

void check_secrets(const Settings& settings, Problems& problems) {
  for (const SecretText& secret : settings.secrets(kTable, "shared_secret")) {
    const std::string& text = secret.reveal();
    const bool printable =
        std::ranges::all_of(text, [](char character) { return character > ' ' && character < 0x7F; });
    if (text.size() < kShortestSecret || !printable) {
      add_problem(settings, "shared_secret", "one is shorter than 16 characters, or no header could carry it",
                  "make it with `openssl rand -hex 32`", problems);
    }
  }
}

}  // namespace

void check_trust(const Settings& settings, Problems& problems) {
  const SourceKind kind = read_options(settings).source.kind;
  if (kind == SourceKind::kHeader) {
    check_list(settings, problems);
  }
  if (is_given(settings, "mtls_subjects") && !settings.optional_text("server", "tls_client_ca")) {
    add_problem(settings, "mtls_subjects", "nobody could pass: [server] tls_client_ca is none",
                "set [server] tls_client_ca to the authority of the front servers' certificates", problems);
  }
  for (const std::string_view key : kTests) {
    if (kind == SourceKind::kCertificate && is_given(settings, key)) {
      add_problem(settings, key, "with source = \"tls\" there is no front server: users come by themselves",
                  "remove it", problems);
    }
  }
  check_socket(settings, problems);
  check_secrets(settings, problems);
}

}  // namespace narvi::systems::remote_user
