// Every vector of knox_http.json, on SQLite and on PostgreSQL, as the versions that recorded it.

#include <gtest/gtest.h>

#include <array>

#include "exchanges.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "systems/knox/scheme.h"

namespace narvi::tests {
namespace {

using http::json::Value;

constexpr std::string_view kPasswordPath = "/api/pwlogin/";

/// GET /api/ (knox §10).
std::vector<rest::Endpoint> resources() {
  rest::Endpoint api;
  api.name = "test.api";
  api.path = "/api/";
  api.dialect = rest::run;
  api.schemes = {late_scheme(systems::knox::make_scheme)};
  api.permissions = {rest::is_authenticated()};
  api.methods = {{"GET", [](const rest::Admitted&, rest::Call&) -> io::Task<http::Response> {
                    co_return rest::json_response(200, Value("User is authenticated."));
                  }}};
  return {api};
}

SettingValue setting_value(const Value& value) {
  if (value.is_null()) {
    return std::monostate();
  }
  if (const bool* flag = value.boolean()) {
    return *flag;
  }
  if (const std::int64_t* number = value.integer()) {
    return *number;
  }
  return *value.text();
}

bool map_setting(const std::string& name, const Value& value, SettingChanges& changes) {
  static constexpr std::array<std::string_view, 10> kKnown = {
      "TOKEN_TTL",          "SECURE_HASH_ALGORITHM", "AUTH_TOKEN_CHARACTER_LENGTH", "USER_SERIALIZER",
      "AUTO_REFRESH",       "TOKEN_LIMIT_PER_USER",  "AUTO_REFRESH_MAX_TTL",        "MIN_REFRESH_INTERVAL",
      "AUTH_HEADER_PREFIX", "TOKEN_PREFIX"};
  if (name != "REST_KNOX") {
    return false;
  }
  for (const auto& [key, setting] : value.object()->members()) {
    if (key != "EXPIRY_DATETIME_FORMAT" && std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end()) {
      return false;
    }
    std::string lower = key;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    changes["systems.knox." + lower] = setting_value(setting);
  }
  return true;
}

/// The switches of what upstream does and Narvi does only when told (knox §4, §9).
void adjust(const std::string& vector, SettingChanges& changes) {
  if (vector.starts_with("pwlogin_")) {
    changes["systems.knox.login_mode"] = std::string("password_and_session");
  }
}

ExchangeSystem knox() {
  ExchangeSystem system;
  system.file = "knox_http.json";
  system.token_table = "knox_authtoken";
  system.token_columns = {{"digest", ColumnForm::kText},
                          {"token_key", ColumnForm::kText},
                          {"user_id", ColumnForm::kInteger},
                          {"created", ColumnForm::kInstant},
                          {"expiry", ColumnForm::kInstant}};
  system.settings = {{"systems.knox.enabled", true},
                     {"systems.knox.path", std::string("/api/")},
                     {"systems.knox.allow_short_tokens", true},
                     {"systems.knox.allow_weak_hash", true}};
  system.map_setting = map_setting;
  system.resources = resources;
  system.adjust = adjust;
  system.adjust_request = [](TestRequest& request) {
    if (request.target == kPasswordPath) {
      request.target = "/api/login/";  // here a mode of the login endpoint, not another one
    }
  };
  return system;
}

class KnoxContract : public testing::TestWithParam<Engine> {};

TEST_P(KnoxContract, AnswersEveryVector) {
  EXPECT_EQ(replay_exchanges(knox(), GetParam()), 119U);
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxContract, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         [](const testing::TestParamInfo<Engine>& info) {
                           return std::string(name_of(info.param));
                         });

}  // namespace
}  // namespace narvi::tests
