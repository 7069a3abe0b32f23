#include "knox_site.h"

#include <mutex>

#include "base/base64.h"
#include "rest/call.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "site_views.h"
#include "systems/knox/scheme.h"
#include "vectors.h"

namespace narvi::tests {

namespace {

using http::json::Value;

/// The scheme of an endpoint that is made before the house: it finds its services with the call.
class LateKnox final : public rest::Scheme {
 public:
  std::string_view name() const override { return "knox"; }
  std::string challenge() const override { return made_ == nullptr ? "Token" : made_->challenge(); }
  io::Task<Result<rest::Verdict>> authenticate(rest::Call& call) const override {
    std::call_once(once_, [&] { made_ = systems::knox::make_scheme(call.services); });
    return made_->authenticate(call);
  }

 private:
  mutable std::once_flag once_;
  mutable std::shared_ptr<const rest::Scheme> made_;
};

io::Task<http::Response> tell_user(const rest::Identity* identity) {
  co_return rest::json_response(200, Value(identity->user.username));
}

rest::Endpoint api() {
  rest::Endpoint endpoint;
  endpoint.name = "test.api";
  endpoint.path = "/api/";
  endpoint.dialect = rest::run;
  endpoint.schemes = {std::make_shared<LateKnox>()};
  endpoint.permissions = {rest::is_authenticated()};
  endpoint.methods = {
      {"GET", [](const rest::Admitted& admitted, rest::Call&) { return tell_user(admitted.identity()); }}};
  return endpoint;
}

}  // namespace

std::unique_ptr<TestHouse> knox_site_at(const std::string& url, SettingChanges changes) {
  SettingChanges all{
      {"security.secret_key", SecretText(kSecretKey)},
      {"server.allowed_hosts", std::vector<std::string>{"testserver"}},
      {"auth.pbkdf2_iterations", std::int64_t{1000}},
      {"compat.django", std::string("5.2")},
      {"compat.rest_framework", std::string("3.18")},
      {"systems.knox.enabled", true},
      {"rest_framework.default_authentication_classes",
       std::vector<std::string>{"BasicAuthentication", "knox.TokenAuthentication"}},
  };
  for (auto& [name, value] : changes) {
    all[name.starts_with("knox.") ? "systems." + name : name] = std::move(value);
  }
  std::vector<rest::Endpoint> views = site_views();
  views.push_back(api());
  return std::make_unique<TestHouse>(url, all, std::move(views));
}

std::unique_ptr<TestHouse> knox_site(Engine engine, SettingChanges changes) {
  auto house = knox_site_at(fresh_database_url(engine), std::move(changes));
  load_users(*house);
  return house;
}

http::Response post(TestHouse& house, const std::string& path, const std::string& authorization) {
  TestRequest request{.method = "POST", .target = path};
  request.headers = {{"Authorization", authorization}};
  return house.answer(request);
}

http::Response knox_login(TestHouse& house, std::string_view username, std::string_view password) {
  const std::string credentials = std::string(username) + ":" + std::string(password);
  return post(house, "/knox/login/", "Basic " + base64_encode(credentials));
}

std::string knox_token(TestHouse& house, std::string_view username, std::string_view password) {
  const http::Response response = knox_login(house, username, password);
  EXPECT_EQ(response.status, 200) << response.body;
  const auto body = http::json::read(response.body);
  return response.status == 200 ? *member(*body, "token").text() : std::string();
}

std::string user_of_knox(TestHouse& house, const std::string& token) {
  TestRequest request{.target = "/api/"};
  request.headers = {{"Authorization", "Token " + token}};
  const http::Response response = house.answer(request);
  if (response.status != 200) {
    EXPECT_EQ(response.status, 401) << response.body;
    EXPECT_EQ(response.body, R"({"detail":"Invalid token."})");
    return {};
  }
  return *http::json::read(response.body)->text();
}

std::shared_ptr<std::vector<std::string>> expired_signals(TestHouse& house) {
  auto seen = std::make_shared<std::vector<std::string>>();
  house.house().services().events.token_expired.emplace_back([seen](const rest::TokenExpired& expired) {
    seen->push_back(std::string(expired.source) + " " + expired.username);
  });
  return seen;
}

}  // namespace narvi::tests
