#include "systems/forward_auth/proxy_setup.h"

#include <array>
#include <span>

namespace narvi::systems::forward_auth {

namespace {

tl::unexpected<Error> wrong(std::string_view option, std::string_view value, std::string_view mend) {
  std::string message(option);
  message.append(": \"").append(value).append("\" cannot be used here\n  mend: ").append(mend);
  return fail(ErrorKind::kInvalid, std::move(message));
}

Result<ProxyAddress> read_address(const CommandLine& line, std::string_view option,
                                  std::string_view otherwise) {
  const std::string given = line.value(option).value_or(std::string(otherwise));
  Result<ProxyAddress> address = parse_proxy_address(given);
  return address ? address : Result<ProxyAddress>(wrong("--" + std::string(option), given, kAddressForm));
}

/// The first of several addresses that a proxy can reach.
std::optional<ProxyAddress> entrance(std::span<const std::string> listen, bool tcp_only) {
  for (const std::string& text : listen) {
    const Result<ProxyAddress> address = parse_proxy_address(text);
    if (address && !(tcp_only && address->is_unix())) {
      return reachable(*address);
    }
  }
  return std::nullopt;
}

Result<void> read_site(ProxySetup& setup, const CommandLine& line) {
  const std::optional<std::string> site = line.value("site");
  if (!site) {
    return fail(ErrorKind::kInvalid, "which site is protected?\n  mend: --site app.example.com");
  }
  const std::size_t colon = site->find(':');
  setup.site = *site;
  setup.host = site->substr(0, colon);
  if (!is_plain_host(setup.host) || (colon != std::string::npos && !is_plain_port(site->substr(colon + 1)))) {
    return wrong("--site", *site, "write \"app.example.com\" or \"app.example.com:8443\"");
  }
  return {};
}

Result<void> read_files(ProxySetup& setup, const CommandLine& line) {
  setup.tls_certificate = line.value("tls-certificate").value_or("");
  setup.tls_key = line.value("tls-key").value_or(setup.tls_certificate);
  setup.lua_file = line.value("lua-file").value_or(setup.lua_file);
  if (setup.tls_certificate.empty() && !setup.tls_key.empty()) {
    return fail(ErrorKind::kInvalid, "--tls-key: a key without its certificate\n  mend: --tls-certificate");
  }
  const std::array<std::pair<std::string_view, std::string_view>, 3> files = {
      {{"--tls-certificate", setup.tls_certificate},
       {"--tls-key", setup.tls_key},
       {"--lua-file", setup.lua_file}}};
  for (const auto& [option, file] : files) {
    if (!file.empty() && !is_plain_path(file)) {
      return wrong(option, file, "use a file name of letters, digits and \"-._/@+:\"");
    }
  }
  return {};
}

Result<void> read_addresses(ProxySetup& setup, const CommandLine& line, const Settings& settings) {
  const Result<ProxyAddress> upstream = read_address(line, "upstream", "127.0.0.1:8080");
  if (!upstream) {
    return tl::unexpected<Error>(upstream.error());
  }
  setup.upstream = reachable(*upstream);
  if (line.has("listen")) {
    Result<ProxyAddress> listen = read_address(line, "listen", "");
    if (!listen) {
      return tl::unexpected<Error>(listen.error());
    }
    setup.listen = std::move(*listen);
  }
  const std::optional<ProxyAddress> own = entrance(settings.list("server", "listen"), false);
  if (!line.has("narvi") && !own) {
    return fail(ErrorKind::kInvalid,
                "[server] listen does not tell where the proxy reaches this program\n"
                "  mend: --narvi 127.0.0.1:8000");
  }
  const Result<ProxyAddress> narvi = read_address(line, "narvi", own ? own->text() : "");
  if (!narvi) {
    return tl::unexpected<Error>(narvi.error());
  }
  setup.narvi = reachable(*narvi);
  return {};
}

void read_headers(ProxySetup& setup, const Options& options) {
  const IdentityFields& fields = options.fields;
  setup.user_header = fields.user;
  for (const std::string& header : {fields.user, fields.groups, fields.name, fields.email, fields.id}) {
    if (!header.empty()) {
      setup.headers.push_back(header);
    }
  }
  if (options.assertion != AssertionKind::kNone) {
    setup.headers.push_back(options.assertion_header);
  }
}

}  // namespace

Result<ProxySetup> read_proxy_setup(const CommandLine& line, const Settings& settings,
                                    const Options& options) {
  ProxySetup setup;
  const bool names_site = !line.has("lua");  // the script serves every site
  for (const Result<void>& step : {names_site ? read_site(setup, line) : Result<void>(),
                                   read_files(setup, line), read_addresses(setup, line, settings)}) {
    if (!step) {
      return tl::unexpected<Error>(step.error());
    }
  }
  setup.path = settings.text(kTable, "path");
  read_headers(setup, options);
  setup.cookies = {settings.text("sessions", "cookie_name")};
  setup.fastcgi = entrance(options.fastcgi_listen, true);
  if (!options.grpc_listen.empty()) {
    setup.grpc = entrance(std::array{options.grpc_listen}, false);
  }
  return setup;
}

}  // namespace narvi::systems::forward_auth
