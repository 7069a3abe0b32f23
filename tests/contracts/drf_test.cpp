// Every vector of drf_http.json in order, on SQLite and on PostgreSQL, as REST framework 3.14 on Django 3.2,
// and with the answers of drf_http_3_18.json as 3.18 on Django 5.2.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "drf_replay.h"
#include "drf_views.h"
#include "test_house.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using http::json::Array;
using http::json::Object;
using http::json::Value;

struct Case {
  Engine engine;
  DrfVersion version;
};

struct Excluded {
  std::string_view name;
  std::string_view reason;
};

constexpr std::string_view kPages = "an HTML page of the browsable API; it comes with the pages";
constexpr std::string_view kTexts = "texts are English; there is no catalogue of translations";

/// What is not answered as recorded, and why. A name leaves this table as soon as its vector passes.
constexpr std::array<Excluded, 9> kExcluded = {{
    {"api_auth.login_get", kPages},
    {"api_auth.login_post_no_csrf", kPages},
    {"api_auth.login_post_ok", kPages},
    {"api_auth.login_post_ok_default_redirect", kPages},
    {"api_auth.login_post_offsite_next", kPages},
    {"api_auth.login_post_bad", kPages},
    {"api_auth.logout_get", kPages},
    {"api_auth.logout_post", kPages},
    {"settings.language_de", kTexts},
}};

bool is_excluded(std::string_view name) {
  return std::ranges::find(kExcluded, name, &Excluded::name) != kExcluded.end();
}

const Array& vectors() {
  static const Value kFile = load_vectors("drf_http.json");
  return *kFile.array();
}

const Array& newer_vectors() {
  static const Value kFile = load_vectors("drf_http_3_18.json");
  return *kFile.array();
}

/// What the answer must be. 3.18: its own recording, or that of 3.14 with what that version adds to every
/// answer (drf §6.4).
Value expectation(DrfVersion version, const Value& vector) {
  if (version == DrfVersion::k3_14) {
    return member(vector, "expect");
  }
  const std::string name = text_of(vector, "name");
  for (const Value& newer : newer_vectors()) {
    if (text_of(newer, "name") == name) {
      return member(newer, "expect");
    }
  }
  Value expect = member(vector, "expect");
  Object& headers = *expect.object()->find("headers")->object();
  headers.set("Cross-Origin-Opener-Policy", Value("same-origin"));
  if (text_of(Value(headers), "Content-Type") == "text/html") {
    headers.set("Content-Type", Value("text/html; charset=utf-8"));
  }
  return expect;
}

class DrfContract : public testing::TestWithParam<Case> {};

TEST_P(DrfContract, AnswersEveryVector) {
  const auto [engine, version] = GetParam();
  std::vector<std::string> headers = header_names(vectors());
  headers.emplace_back("Cross-Origin-Opener-Policy");
  DrfReplay run(engine, version);
  std::size_t passed = 0;
  for (const Value& vector : vectors()) {
    const std::string name = text_of(vector, "name");
    SCOPED_TRACE(name);
    const http::Response response = run.answer(vector);
    const auto found = differences(response, expectation(version, vector), headers);
    if (is_excluded(name)) {
      EXPECT_FALSE(found.empty()) << "it passes: take it out of the table of exclusions";
      continue;
    }
    EXPECT_TRUE(run.unmapped().empty()) << "a setting without a name here";
    for (const std::string& difference : found) {
      ADD_FAILURE() << difference;
    }
    passed += found.empty() ? 1 : 0;
  }
  EXPECT_EQ(passed + kExcluded.size(), vectors().size());
  const database::Rows rows =
      run.house().query("SELECT email, is_active FROM auth_user WHERE username = 'newcomer'");
  ASSERT_EQ(rows.size(), 1U) << "remote.auto_create makes one row";
  EXPECT_EQ(rows[0].text(0), "");
  EXPECT_EQ(rows[0].boolean(1), true);
}

TEST(DrfVectors, KnowsWhatItReplays) {
  EXPECT_EQ(vectors().size(), 301U);
  EXPECT_EQ(newer_vectors().size(), 19U);
  const auto is_vector = [](std::string_view name) {
    return std::ranges::any_of(vectors(),
                               [&](const Value& vector) { return text_of(vector, "name") == name; });
  };
  for (const Value& newer : newer_vectors()) {
    EXPECT_TRUE(is_vector(text_of(newer, "name"))) << text_of(newer, "name");
  }
  for (const Excluded& excluded : kExcluded) {
    EXPECT_TRUE(is_vector(excluded.name)) << excluded.name;
  }
}

TEST(DrfVectors, HasEveryViewOfTheTable) {
  const std::vector<rest::Endpoint> views = drf_views({});
  for (const auto& [name, policy] : member(drf_fixtures(), "views").object()->members()) {
    if (name == "api-token-auth" || name == "auth-session" || name == "api-auth") {
      continue;  // mounted by systems; the last is excluded
    }
    const std::string base = name.substr(0, name.find('.'));  // json-only.json is a suffix of json-only
    EXPECT_TRUE(std::ranges::any_of(views, [&](const rest::Endpoint& view) {
      return view.name == "drf." + base;
    })) << name;
  }
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
  return std::string(name_of(info.param.engine)) +
         (info.param.version == DrfVersion::k3_14 ? "_3_14" : "_3_18");
}

INSTANTIATE_TEST_SUITE_P(Engines, DrfContract,
                         testing::Values(Case{Engine::kSqlite, DrfVersion::k3_14},
                                         Case{Engine::kSqlite, DrfVersion::k3_18},
                                         Case{Engine::kPostgres, DrfVersion::k3_14},
                                         Case{Engine::kPostgres, DrfVersion::k3_18}),
                         case_name);

}  // namespace
}  // namespace narvi::tests
