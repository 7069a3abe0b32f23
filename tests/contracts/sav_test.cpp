// Every vector of sav_http.json, on SQLite and on PostgreSQL, as the versions that recorded it.

#include <gtest/gtest.h>

#include "contract_views.h"
#include "test_house.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using http::json::Array;
using http::json::Value;

/// Which recording is replayed.
enum class Version { k3_2, k5_2 };

struct Case {
  Engine engine;
  Version version;
};

const Array& vectors() {
  static const Value kFile = load_vectors("sav_http.json");
  return *kFile.array();
}

const Value& fixtures() {
  static const Value kFile = load_vectors("drf_fixtures.json");
  return kFile;
}

std::vector<std::string> texts(const Value& array) {
  std::vector<std::string> list;
  for (const Value& value : *array.array()) {
    list.push_back(*value.text());
  }
  return list;
}

SettingChanges changes(Version version, const Value& vector) {
  const Value& site = member(fixtures(), "settings");
  SettingChanges changes{
      {"security.secret_key", SecretText(text_of(site, "SECRET_KEY"))},
      {"security.proxy_ssl_header", std::string("X-Forwarded-Proto:https")},
      {"server.allowed_hosts", texts(member(site, "ALLOWED_HOSTS"))},
      {"server.trusted_proxies", std::vector<std::string>{"127.0.0.1"}},
      {"auth.pbkdf2_iterations", std::int64_t{1000}},
      {"auth.authentication_backends", texts(member(site, "AUTHENTICATION_BACKENDS"))},
      {"systems.authtoken.enabled", true},
      {"compat.django", std::string(version == Version::k3_2 ? "3.2" : "5.2")},
      {"compat.rest_framework", std::string(version == Version::k3_2 ? "3.14" : "3.18")},
  };
  if (const Value* own = member(vector, "setup").object()->find("settings")) {
    changes["auth.authentication_backends"] = texts(member(*own, "AUTHENTICATION_BACKENDS"));
  }
  return changes;
}

/// The rows of tables that the house has.
Value known_rows() {
  http::json::Object rows;
  for (const auto& [table, content] : member(fixtures(), "tables").object()->members()) {
    if (table == "auth_user" || table == "django_session" || table == "auth_group" ||
        table == "authtoken_token") {
      rows.set(table, content);
    }
  }
  return Value(std::move(rows));
}

class SavContract : public testing::TestWithParam<Case> {};

TEST_P(SavContract, AnswersEveryVector) {
  const auto [engine, version] = GetParam();
  const std::vector<std::string> headers = header_names(vectors());
  const Value rows = known_rows();
  const std::string url = fresh_database_url(engine);
  std::size_t replayed = 0;
  for (const Value& vector : vectors()) {
    const std::string name = text_of(vector, "name");
    SCOPED_TRACE(name);
    const Value* newer = vector.object()->find("expect_django_5_2");
    const bool has_own = version == Version::k5_2 && newer != nullptr;
    if (version == Version::k5_2 && !has_own) {
      continue;  // only the two that differ were recorded on the newer version
    }
    TestHouse house(url, changes(version, vector), contract_views());
    if (name != "sav.logout_twice") {  // follows sav.logout_ok on its rows (docs/contracts: harness)
      house.load_rows(rows);
    }
    const http::Response response = house.answer(request_of(vector));
    for (const std::string& difference :
         differences(response, has_own ? *newer : member(vector, "expect"), headers)) {
      ADD_FAILURE() << difference;
    }
    ++replayed;
  }
  EXPECT_EQ(replayed, version == Version::k3_2 ? 35U : 2U);
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
  return std::string(name_of(info.param.engine)) + (info.param.version == Version::k3_2 ? "_3_2" : "_5_2");
}

INSTANTIATE_TEST_SUITE_P(Engines, SavContract,
                         testing::Values(Case{Engine::kSqlite, Version::k3_2},
                                         Case{Engine::kSqlite, Version::k5_2},
                                         Case{Engine::kPostgres, Version::k3_2},
                                         Case{Engine::kPostgres, Version::k5_2}),
                         case_name);

}  // namespace
}  // namespace narvi::tests
