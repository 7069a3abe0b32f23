// Every vector of durin_http.json, on SQLite and on PostgreSQL, as the versions that recorded it.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "durin_views.h"
#include "exchanges.h"

namespace narvi::tests {
namespace {

using http::json::Value;

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
  static constexpr std::array<std::string_view, 8> kKnown = {"TOKEN_CHARACTER_LENGTH",
                                                             "USER_SERIALIZER",
                                                             "AUTH_HEADER_PREFIX",
                                                             "EXPIRY_DATETIME_FORMAT",
                                                             "REFRESH_TOKEN_ON_LOGIN",
                                                             "API_ACCESS_CLIENT_NAME",
                                                             "API_ACCESS_EXCLUDE_FROM_SESSIONS",
                                                             "API_ACCESS_RESPONSE_INCLUDE_TOKEN"};
  if (name != "REST_DURIN") {
    return false;
  }
  for (const auto& [key, setting] : value.object()->members()) {
    if (std::ranges::find(kKnown, key) == kKnown.end()) {
      return false;
    }
    std::string lower = key;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    changes["systems.durin." + lower] = setting_value(setting);
  }
  return true;
}

/// The next row of an emptied table is number 1 again, as in a database that was just made.
void number_from_one(TestHouse& house) {
  const bool postgres = house.house().database().engine() == database::Engine::kPostgres;
  house.query(postgres ? "SELECT setval(pg_get_serial_sequence('durin_authtoken', 'id'), 1, false)"
                       : "DELETE FROM sqlite_sequence WHERE name = 'durin_authtoken'");
}

ExchangeSystem durin(std::vector<std::string_view> renderers) {
  ExchangeSystem system;
  system.file = "durin_http.json";
  system.token_table = "durin_authtoken";
  system.token_columns = {{"id", ColumnForm::kInteger},      {"token", ColumnForm::kText},
                          {"user_id", ColumnForm::kInteger}, {"client_id", ColumnForm::kInteger},
                          {"created", ColumnForm::kInstant}, {"expiry", ColumnForm::kInstant}};
  system.more_tables = {"durin_client"};
  system.settings = {{"systems.durin.enabled", true},
                     {"systems.durin.path", std::string("/api/")},
                     // As upstream: the site's default classes, which the exchanges set.
                     {"systems.durin.authentication_classes", std::vector<std::string>()}};
  system.map_setting = map_setting;
  system.resources = [renderers = std::move(renderers)] { return durin_views(renderers); };
  system.insert_more = [](TestHouse& house, const Value& setup) {
    number_from_one(house);
    for (const Value& client : *member(setup, "clients").array()) {
      const Value& lifetime = member(client, "token_ttl_s");
      const double seconds =
          lifetime.real() != nullptr ? *lifetime.real() : static_cast<double>(*lifetime.integer());
      const database::Duration length{Microseconds(static_cast<std::int64_t>(seconds * 1e6))};
      house.query("INSERT INTO durin_client (id, name, token_ttl, throttle_rate) VALUES ($1, $2, $3, $4)",
                  {*member(client, "id").integer(), text_of(client, "name"), length,
                   text_of(client, "throttle_rate")});
    }
    renumber(house, "durin_client");
  };
  return system;
}

// contracts README C2 and durin §2.7: what is wanted here instead, and tests/site/durin_cached_test.cpp and
// durin_views_test.cpp ask.
const std::map<std::string, std::string> kOtherwise = {
    {"cached_token_survives_logout", "a logout ends the token at once: 401"},
    {"cached_token_survives_deactivation", "an inactive user is refused at once: 401"},
    {"cached_token_survives_expiry", "an expired token is refused at once: 401"},
    {"cached_double_logout_204", "the second logout comes without a token: 401"},
    {"sessions_detail_single_slash_404", "served: 204"},
    {"allow_any_apiaccess_get_anonymous_404", "durin 2.7: an anonymous caller is always asked who he is"},
};

/// Views say what they can answer in when they are made: the exchanges of sites with REST framework's own
/// renderers are replayed by themselves.
bool names_default_renderers(const std::string& name) {
  return name.starts_with("default_renderers") || name == "not_acceptable_406" ||
         name.starts_with("throttle_default_rate_missing");
}

ExchangeSystem part(bool default_renderers) {
  ExchangeSystem system =
      durin(default_renderers ? std::vector<std::string_view>{"application/json", "text/html"}
                              : std::vector<std::string_view>{"application/json"});
  system.excluded = kOtherwise;
  const Value file = load_vectors(system.file);
  for (const Value& vector : *file.array()) {
    const std::string name = text_of(vector, "name");
    if (names_default_renderers(name) != default_renderers) {
      system.excluded.emplace(name, "in the other part");
    }
  }
  return system;
}

class DurinContract : public testing::TestWithParam<Engine> {};

TEST_P(DurinContract, AnswersEveryVector) {
  const std::size_t plain = replay_exchanges(part(false), GetParam());
  EXPECT_EQ(plain + replay_exchanges(part(true), GetParam()), 160U - kOtherwise.size());
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinContract, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         [](const testing::TestParamInfo<Engine>& info) {
                           return std::string(name_of(info.param));
                         });

}  // namespace
}  // namespace narvi::tests
