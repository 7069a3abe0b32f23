#include "systems/forward_auth/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rest/schemes/authorization.h"
#include "systems/forward_auth/return_address.h"
#include "systems/forward_auth/rules.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::array<std::string_view, 3> kFamilies = {"auth-request", "forward-auth", "ext-authz"};
constexpr std::array<std::string_view, 2> kAliases = {"/oauth2/auth", "/api/verify"};
constexpr std::array<std::string_view, 3> kAssertions = {"none", "hs256", "eddsa"};
constexpr std::int64_t kLongestAssertion = 60;  // seconds, §2.3
constexpr std::size_t kShortestKey = 32;        // bytes, RFC 7518 §3.2
constexpr std::int64_t kLongestTrust = 60'000;  // milliseconds

const std::array<Setting, 24>& all_settings() {
  static const std::array<Setting, 24> kSettings = {{
      {"families", SettingType::kTextList, "[\"auth-request\", \"forward-auth\", \"ext-authz\"]",
       "how proxies may ask: nginx and HAProxy, Caddy and Traefik, Envoy", kFamilies},
      {"aliases", SettingType::kTextList, "[]",
       "addresses that clients of oauth2-proxy and of older Authelia ask, besides", kAliases},
      {"login_url", SettingType::kText, "\"\"",
       "absolute address of the login page that browsers are sent to; empty: they get 401, too"},
      {"cookie_domains", SettingType::kTextList, "[]",
       "domains whose hosts are protected here, and below which a login may return to; empty: the hosts of "
       "the rules"},
      {"allow_http_return", SettingType::kBoolean, "false", "a login may return to an http address, too"},
      {"user_header", SettingType::kText, "\"Remote-User\"", "field that tells the user name"},
      {"groups_header", SettingType::kText, "\"Remote-Groups\"", "field that tells the groups, with commas"},
      {"name_header", SettingType::kText, "\"Remote-Name\"", "field that tells the full name"},
      {"email_header", SettingType::kText, "\"Remote-Email\"", "field that tells the e-mail address"},
      {"id_header", SettingType::kText, "\"\"", "field that tells the user's key; empty: it is not told"},
      {"max_header_bytes",
       SettingType::kInteger,
       "4096",
       "size of all those fields together; a user with more is refused, never cut short",
       {},
       256,
       32'768},
      {"cache_milliseconds",
       SettingType::kInteger,
       "100",
       "how long a credential that was checked is believed without asking the database; writes by this "
       "process count at once, those of others after this time; 0: always ask",
       {},
       0,
       kLongestTrust},
      {"failure_rate",
       SettingType::kRate,
       "\"none\"",
       "how often one address may present credentials that are refused: \"30/min\"; whoever succeeds is not "
       "counted, but attempts that are under way are",
       {},
       INT64_MIN,
       INT64_MAX,
       "none"},
      {"touch_session",
       SettingType::kDuration,
       "60",
       "[sessions] save_every_request: decisions prolong a session at most so often",
       {},
       0,
       86'400},
      {"assertion", SettingType::kText, "\"none\"",
       "a signed statement for the application that this program has decided: a JWT with a shared secret or "
       "with an Ed25519 key",
       kAssertions},
      {"assertion_header", SettingType::kText, "\"X-Narvi-Assertion\"", "field that carries it"},
      {"assertion_lifetime",
       SettingType::kDuration,
       "60",
       "seconds for which it is valid",
       {},
       1,
       kLongestAssertion},
      {"assertion_issuer", SettingType::kText, "\"narvi\"", "its claim iss"},
      {"assertion_key", SettingType::kSecret, "\"\"", "hs256: the shared secret, 32 bytes at least"},
      {"assertion_key_file", SettingType::kText, "\"\"", "eddsa: the private key, PEM"},
      {"fastcgi_listen", SettingType::kTextList, "[]",
       "addresses of a FastCGI authorizer, for Apache and lighttpd: \"127.0.0.1:9092\""},
      {"grpc_listen", SettingType::kText, "\"\"",
       "address of Envoy's gRPC ext_authz service: \"127.0.0.1:9093\"; empty: off"},
      {"grpc_module", SettingType::kText, "\"\"",
       "the shared object that serves gRPC; empty: narvi_ext_authz.so beside the program or in its lib "
       "folder"},
      {"rules",
       SettingType::kRows,
       "[]",
       "who may pass where; the first rule that fits decides, none: nobody",
       {},
       INT64_MIN,
       INT64_MAX,
       {},
       &rule_table()},
  }};
  return kSettings;
}

tl::unexpected<Error> refused(std::string_view key, const Settings& settings, std::string_view why) {
  return fail(ErrorKind::kConfiguration,
              fmt::format("{}: [{}] {}: {}", settings.origin(kTable, key), kTable, key, why));
}

Family family_of(std::string_view name) {
  return name == "auth-request"   ? Family::kAuthRequest
         : name == "forward-auth" ? Family::kForwardAuth
                                  : Family::kExtAuthz;
}

AssertionKind assertion_of(std::string_view name) {
  return name == "hs256"   ? AssertionKind::kHs256
         : name == "eddsa" ? AssertionKind::kEdDsa
                           : AssertionKind::kNone;
}

bool has(const std::vector<std::string>& list, std::string_view member) {
  return std::find(list.begin(), list.end(), member) != list.end();
}

Options plain_options(const Settings& settings) {
  Options options;
  for (const std::string& family : settings.list(kTable, "families")) {
    options.families.push_back(family_of(family));
  }
  const std::vector<std::string>& aliases = settings.list(kTable, "aliases");
  options.oauth2_alias = has(aliases, kAliases[0]);
  options.verify_alias = has(aliases, kAliases[1]);
  options.login_url = settings.text(kTable, "login_url");
  options.allow_http_return = settings.boolean(kTable, "allow_http_return");
  options.fields = {settings.text(kTable, "user_header"), settings.text(kTable, "groups_header"),
                    settings.text(kTable, "name_header"), settings.text(kTable, "email_header"),
                    settings.text(kTable, "id_header")};
  options.max_header_bytes = static_cast<std::size_t>(settings.integer(kTable, "max_header_bytes"));
  options.trusted = Milliseconds(settings.integer(kTable, "cache_milliseconds"));
  options.touch_session = settings.duration(kTable, "touch_session").value_or(Seconds(0));
  options.assertion = assertion_of(settings.text(kTable, "assertion"));
  options.assertion_header = settings.text(kTable, "assertion_header");
  options.assertion_lifetime = settings.duration(kTable, "assertion_lifetime").value_or(Seconds(60));
  options.assertion_issuer = settings.text(kTable, "assertion_issuer");
  options.assertion_key = settings.secret(kTable, "assertion_key");
  options.assertion_key_file = settings.text(kTable, "assertion_key_file");
  options.fastcgi_listen = settings.list(kTable, "fastcgi_listen");
  options.grpc_listen = settings.text(kTable, "grpc_listen");
  options.grpc_module = settings.text(kTable, "grpc_module");
  return options;
}

/// Names of fields that could be mistaken for others once a CGI program has them must not differ in '-' and
/// '_' only, so '_' is not taken at all (§3.2).
Result<void> check_fields(const Options& options, const Settings& settings) {
  const std::array<std::pair<const char*, const std::string*>, 6> fields = {{
      {"user_header", &options.fields.user},
      {"groups_header", &options.fields.groups},
      {"name_header", &options.fields.name},
      {"email_header", &options.fields.email},
      {"id_header", &options.fields.id},
      {"assertion_header", &options.assertion_header},
  }};
  for (std::size_t index = 0; index < fields.size(); ++index) {
    const auto& [key, name] = fields[index];
    if (name->empty() && std::string_view(key) != "user_header" &&
        std::string_view(key) != "assertion_header") {
      continue;
    }
    if (!rest::schemes::is_word(*name) || name->find('_') != std::string::npos) {
      return refused(key, settings, "\"" + *name + "\" is not the name of a field (letters, digits, '-')");
    }
    for (std::size_t other = 0; other < index; ++other) {
      if (http::same_name(*name, *fields[other].second)) {
        return refused(key, settings, fmt::format("{} has that name already", fields[other].first));
      }
    }
  }
  return {};
}

Result<void> check_assertion(const Options& options, const Settings& settings) {
  if (options.assertion == AssertionKind::kHs256 && options.assertion_key.reveal().size() < kShortestKey) {
    return refused("assertion_key", settings, "hs256 needs a secret of at least 32 bytes");
  }
  if (options.assertion == AssertionKind::kEdDsa && options.assertion_key_file.empty()) {
    return refused("assertion_key_file", settings, "eddsa needs the file of a private Ed25519 key");
  }
  return {};
}

Result<void> read_domains(Options& options, const Settings& settings) {
  for (const std::string& given : settings.list(kTable, "cookie_domains")) {
    const std::optional<std::string> domain = protected_domain(given);
    if (!domain) {
      return refused("cookie_domains", settings, "\"" + given + "\" is not a domain; write \"example.com\"");
    }
    options.cookie_domains.push_back(*domain);
  }
  if (!options.login_url.empty() && !is_login_url(options.login_url)) {
    return refused(
        "login_url", settings,
        "\"" + options.login_url + "\" is not an absolute address; write \"https://auth.example.com/login\"");
  }
  return {};
}

Result<void> read_failure_rate(Options& options, const Settings& settings) {
  const std::optional<std::string> text = settings.optional_text(kTable, "failure_rate");
  if (!text) {
    return {};
  }
  const Result<rest::Rate> rate = rest::parse_rate(*text, true);
  if (!rate) {
    return refused("failure_rate", settings, rate.error().message);
  }
  options.failure_rate = *rate;
  return {};
}

}  // namespace

std::span<const Setting> settings() {
  return all_settings();
}

Result<Options> read_options(const Settings& settings) {
  Options options = plain_options(settings);
  for (const Result<void>& step : {read_domains(options, settings), read_failure_rate(options, settings),
                                   check_fields(options, settings), check_assertion(options, settings)}) {
    if (!step) {
      return tl::unexpected<Error>(step.error());
    }
  }
  return options;
}

}  // namespace narvi::systems::forward_auth
