#include "token_site.h"

#include "rest/call.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "site_views.h"
#include "systems/authtoken/scheme.h"
#include "vectors.h"

namespace narvi::tests {

namespace {

using http::json::Object;
using http::json::Value;

/// TokenAuthentication for an endpoint that is made before the house: it finds its services with the call.
class LateToken final : public rest::Scheme {
 public:
  std::string_view name() const override { return "token"; }
  std::string challenge() const override { return made_ == nullptr ? "Token" : made_->challenge(); }
  io::Task<Result<rest::Verdict>> authenticate(rest::Call& call) const override {
    std::call_once(once_, [&] { made_ = systems::authtoken::make_token(call.services); });
    return made_->authenticate(call);
  }

 private:
  mutable std::once_flag once_;
  mutable std::shared_ptr<const rest::Scheme> made_;
};

io::Task<http::Response> echo(const rest::Identity* identity) {
  Object body;
  body.set("user", Value(identity->user.username));
  body.set("auth", Value(identity->credential));
  co_return rest::json_response(200, Value(std::move(body)));
}

rest::Endpoint api() {
  rest::Endpoint endpoint;
  endpoint.name = "test.api";
  endpoint.path = "/api/";
  endpoint.dialect = rest::run;
  endpoint.schemes = {std::make_shared<LateToken>()};
  endpoint.permissions = {rest::is_authenticated()};
  for (const std::string_view method : {"GET", "POST"}) {
    endpoint.methods.push_back(
        {method, [](const rest::Admitted& admitted, rest::Call&) { return echo(admitted.identity()); }});
  }
  return endpoint;
}

}  // namespace

SettingChanges token_settings(std::map<std::string, SettingValue> changes) {
  SettingChanges all;
  for (auto& [key, value] : changes) {
    all["systems.authtoken." + key] = std::move(value);
  }
  return all;
}

SettingChanges digests() {
  return token_settings({{"token_storage", std::string("digest")}});
}

std::unique_ptr<TestHouse> token_site_at(const std::string& url, SettingChanges changes) {
  SettingChanges all{
      {"security.secret_key", SecretText(kSecretKey)},
      {"server.allowed_hosts", std::vector<std::string>{"testserver"}},
      {"auth.pbkdf2_iterations", std::int64_t{1000}},
      {"compat.django", std::string("5.2")},
      {"compat.rest_framework", std::string("3.18")},
      {"systems.authtoken.enabled", true},
  };
  for (auto& [name, value] : changes) {
    all[name] = std::move(value);
  }
  std::vector<rest::Endpoint> views = site_views();
  views.push_back(api());
  return std::make_unique<TestHouse>(url, all, std::move(views));
}

std::unique_ptr<TestHouse> token_site(Engine engine, SettingChanges changes) {
  auto house = token_site_at(fresh_database_url(engine), std::move(changes));
  const Value fixtures = load_vectors("drf_fixtures.json");
  Object tables;
  for (const std::string_view table : {"auth_user", "authtoken_token"}) {
    tables.set(table, member(member(fixtures, "tables"), table));
  }
  house->load_rows(Value(std::move(tables)));
  return house;
}

http::Response call_api(TestHouse& house, const std::string& authorization) {
  TestRequest request{.target = "/api/"};
  request.headers = {{"Authorization", authorization}};
  return house.answer(request);
}

std::string user_of_token(TestHouse& house, const std::string& token) {
  const http::Response response = call_api(house, "Token " + token);
  if (response.status != 200) {
    EXPECT_EQ(response.status, 401) << response.body;
    return {};
  }
  const auto body = http::json::read(response.body, http::json::Constants::kAllowed);
  return *member(*body, "user").text();
}

http::Response ask_for_token(TestHouse& house, std::string_view username, std::string_view password,
                             const std::string& address) {
  TestRequest request = json_request("POST", kObtainPath, login_body(username, password));
  request.address = address;
  return house.answer(request);
}

std::string obtain(TestHouse& house, std::string_view username, std::string_view password) {
  const http::Response response = ask_for_token(house, username, password);
  EXPECT_EQ(response.status, 200) << response.body;
  const auto body = http::json::read(response.body, http::json::Constants::kAllowed);
  return response.status == 200 ? *member(*body, "token").text() : std::string();
}

std::string stored_key(TestHouse& house, std::int64_t user) {
  const database::Rows rows = house.query("SELECT key FROM authtoken_token WHERE user_id = $1", {user});
  return rows.empty() ? std::string() : rows.front().text(0);
}

}  // namespace narvi::tests
