#include "app/server_options.h"

#include <chrono>
#include <cstdlib>
#include <string>

namespace narvi::app {

namespace {

using http::server::Phase;

constexpr std::string_view kTable = "server";

std::size_t count(const Settings& settings, std::string_view key) {
  return static_cast<std::size_t>(settings.integer(kTable, key));
}

std::chrono::milliseconds length(const Settings& settings, std::string_view key) {
  return settings.duration(kTable, key).value_or(Seconds(0));
}

}  // namespace

http::server::ServerOptions server_options(const Settings& settings) {
  http::server::ServerOptions options;
  options.listen = settings.list(kTable, "listen");
  options.unix_mode =
      static_cast<unsigned>(std::strtoul(settings.text(kTable, "socket_mode").c_str(), nullptr, 8));
  options.head.head = count(settings, "head_limit");
  options.head.fields = count(settings, "field_limit");
  options.head.target = count(settings, "target_limit");
  options.connections = count(settings, "connections");
  options.address_connections = count(settings, "connections_per_address");
  options.deadlines[Phase::kHead] = length(settings, "head_timeout");
  options.deadlines[Phase::kBody] = length(settings, "body_timeout");
  options.deadlines[Phase::kIdle] = length(settings, "idle_timeout");
  options.deadlines[Phase::kWrite] = length(settings, "write_timeout");
  options.hard_stop = length(settings, "shutdown_timeout");
  options.tls.certificate_file = settings.optional_text(kTable, "tls_certificate").value_or("");
  options.tls.key_file = settings.optional_text(kTable, "tls_key").value_or("");
  options.tls.client_ca_file = settings.optional_text(kTable, "tls_client_ca").value_or("");
  options.tls.require_client_certificate = settings.boolean(kTable, "tls_client_required");
  return options;
}

http::server::ServerOptions metrics_options(const Settings& settings) {
  http::server::ServerOptions options;
  if (const auto listen = settings.optional_text(kTable, "metrics_listen")) {
    options.listen = {*listen};
  }
  return options;
}

}  // namespace narvi::app
