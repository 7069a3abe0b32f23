#include "systems/sav/options.h"

#include <algorithm>
#include <array>

namespace narvi::systems::sav {

namespace {

constexpr std::string_view kTable = "systems.sav";
constexpr std::string_view kAddressRate = "session_login";
constexpr std::string_view kAccountRate = "session_login_account";

constexpr std::array<std::string_view, 2> kStatusChoices = {"legacy", "informative"};
constexpr std::array<std::string_view, 3> kCodeChoices = {"auto", "on", "off"};
constexpr std::array<std::string_view, 2> kCountChoices = {"all", "failures"};
constexpr std::array<std::string_view, 2> kFailureChoices = {"fail_open", "fail_closed"};

constexpr std::array<Setting, 11> kSettings = {{
    {"authentication_classes", SettingType::kTextList, "[]",
     "schemes of this endpoint; empty means the site's default_authentication_classes"},
    {"error_status", SettingType::kText, "\"legacy\"",
     "legacy answers 400 to wrong credentials; informative tells 401, 403 and 429 apart", kStatusChoices},
    {"error_codes", SettingType::kText, "\"auto\"",
     "add a \"code\" key to error bodies; auto means only with error_status = \"informative\"", kCodeChoices},
    {"throttle_classes", SettingType::kTextList, "[]",
     "limits, in order: address, account, default, or a throttle class name of REST framework"},
    {"throttle_rates", SettingType::kMap, "{ session_login = \"none\", session_login_account = \"none\" }",
     "rates of address and account: \"10/min\", \"10/15m\" or \"none\""},
    {"throttle_count", SettingType::kText, "\"all\"",
     "all counts every login that reaches the limit; failures only those that were refused", kCountChoices},
    {"throttle_methods", SettingType::kTextList, "[\"POST\"]", "methods that are limited"},
    {"throttle_failure", SettingType::kText, "\"fail_open\"",
     "what happens when the counters cannot be reached", kFailureChoices},
    {"enforce_login_csrf", SettingType::kBoolean, "false",
     "require a CSRF token for anonymous logins, too (against login CSRF)"},
    {"csrf_endpoint", SettingType::kBoolean, "false",
     "serve GET csrf/ below the path, which sets the CSRF cookie"},
    {"no_store", SettingType::kBoolean, "false", "send Cache-Control: no-store with every answer"},
}};

tl::unexpected<Error> refused(std::string_view key, const Settings& settings, std::string_view why) {
  return fail(ErrorKind::kConfiguration,
              settings.origin(kTable, key) + ": [systems.sav] " + std::string(key) + ": " + std::string(why));
}

bool lists(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Result<std::optional<rest::Rate>> read_rate(const Settings& settings, std::string_view name) {
  const auto& rates = settings.map(kTable, "throttle_rates");
  const auto found = rates.find(std::string(name));
  if (found == rates.end() || found->second == "none") {
    return std::optional<rest::Rate>();
  }
  const Result<rest::Rate> rate = rest::parse_rate(found->second, true);
  if (!rate) {
    return refused("throttle_rates", settings, rate.error().message);
  }
  return std::optional(*rate);
}

Result<void> check_classes(const Options& options, const Settings& settings) {
  const std::vector<std::string>& classes = options.throttle_classes;
  for (auto name = classes.begin(); name != classes.end(); ++name) {
    if (std::find(classes.begin(), name, *name) != name) {
      return refused("throttle_classes", settings, "\"" + *name + "\" is listed twice: it would count twice");
    }
  }
  if (!classes.empty() && options.throttle_methods.empty()) {
    return refused("throttle_methods", settings, "it is empty: throttle_classes would limit nothing");
  }
  const bool counts_logins = options.limits_account() || options.count_failures_only;
  if (!classes.empty() && counts_logins && !lists(options.throttle_methods, "POST")) {
    return refused(
        "throttle_methods", settings,
        "\"account\" and throttle_count = \"failures\" count logins, which are POST, but \"POST\" is "
        "not listed");
  }
  return {};
}

Result<void> check_rates(const Options& options, const Settings& settings) {
  for (const auto& [name, rate] : settings.map(kTable, "throttle_rates")) {
    if (name != kAddressRate && name != kAccountRate) {
      return refused("throttle_rates", settings,
                     "\"" + name + "\" is not a rate of sav; known: session_login, session_login_account");
    }
  }
  if (options.limits_address() && !options.address_rate) {
    return refused("throttle_classes", settings, "\"address\" needs throttle_rates.session_login");
  }
  if (options.limits_account() && !options.account_rate) {
    return refused("throttle_classes", settings, "\"account\" needs throttle_rates.session_login_account");
  }
  if ((options.address_rate && !options.limits_address()) ||
      (options.account_rate && !options.limits_account())) {
    return refused("throttle_rates", settings,
                   "a rate is set, but throttle_classes does not list \"address\" or \"account\" for it");
  }
  return {};
}

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

bool Options::limits_address() const {
  return lists(throttle_classes, "address");
}

bool Options::limits_account() const {
  return lists(throttle_classes, "account");
}

Result<Options> read_options(const Settings& settings) {
  Options options;
  options.informative = settings.text(kTable, "error_status") == "informative";
  const std::string& codes = settings.text(kTable, "error_codes");
  options.error_codes = codes == "on" || (codes == "auto" && options.informative);
  options.enforce_login_csrf = settings.boolean(kTable, "enforce_login_csrf");
  options.csrf_endpoint = settings.boolean(kTable, "csrf_endpoint");
  options.no_store = settings.boolean(kTable, "no_store");
  options.throttle_classes = settings.list(kTable, "throttle_classes");
  options.throttle_methods = settings.list(kTable, "throttle_methods");
  options.count_failures_only = settings.text(kTable, "throttle_count") == "failures";
  options.fail_closed = settings.text(kTable, "throttle_failure") == "fail_closed";
  auto address = read_rate(settings, kAddressRate);
  if (!address) {
    return tl::unexpected<Error>(std::move(address.error()));
  }
  auto account = read_rate(settings, kAccountRate);
  if (!account) {
    return tl::unexpected<Error>(std::move(account.error()));
  }
  options.address_rate = *address;
  options.account_rate = *account;
  for (const auto check : {check_rates, check_classes}) {
    if (Result<void> checked = check(options, settings); !checked) {
      return tl::unexpected<Error>(std::move(checked.error()));
    }
  }
  return options;
}

}  // namespace narvi::systems::sav
