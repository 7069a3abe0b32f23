#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/setting_syntax.h"
#include "app/settings_check.h"
#include "systems/forward_auth/options.h"

namespace narvi::app {

namespace {

using systems::forward_auth::kTable;

/// The addresses of both entrances, with the keys they stand under.
std::vector<std::pair<std::string_view, std::string>> addresses(const Settings& settings) {
  std::vector<std::pair<std::string_view, std::string>> all;
  for (const std::string& address : settings.list(kTable, "fastcgi_listen")) {
    all.emplace_back("fastcgi_listen", address);
  }
  if (const std::string& address = settings.text(kTable, "grpc_listen"); !address.empty()) {
    all.emplace_back("grpc_listen", address);
  }
  return all;
}

}  // namespace

void check_entrances(Findings& findings, std::span<const SettingTable> tables) {
  const Settings& settings = findings.settings();
  const bool declared =
      std::any_of(tables.begin(), tables.end(), [](const auto& table) { return table.name == kTable; });
  if (!declared || !settings.boolean(kTable, "enabled")) {
    return;
  }
  const std::vector<std::string>& doors = settings.list("server", "listen");
  std::set<std::string> seen(doors.begin(), doors.end());
  if (const auto metrics = settings.optional_text("server", "metrics_listen")) {
    seen.insert(*metrics);
  }
  const auto all = addresses(settings);
  for (const auto& [key, address] : all) {
    if (!is_listen_address(address) || address == "systemd") {
      findings.add(
          kTable, key, fmt::format("\"{}\" is not an address", address),
          "write an address with its port such as \"127.0.0.1:9092\", or \"unix:/run/narvi/authz.sock\"");
    } else if (!seen.insert(address).second) {
      findings.add(kTable, key, fmt::format("\"{}\" is taken by another listener", address),
                   "give it an address or a port of its own");
    }
  }
  const std::vector<std::string>& families = settings.list(kTable, "families");
  if (!all.empty() && std::find(families.begin(), families.end(), "forward-auth") == families.end()) {
    findings.add(kTable, "families",
                 fmt::format("{} asks as forward-auth does, which is off", all.front().first),
                 "add \"forward-auth\" to the list");
  }
}

}  // namespace narvi::app
