#include "durin_site.h"

#include "durin_views.h"
#include "exchanges.h"
#include "io/suspend.h"
#include "vectors.h"

namespace narvi::tests {

using http::json::Object;
using http::json::Value;

SettingChanges durin_changes(SettingChanges changes) {
  SettingChanges all{
      {"security.secret_key", SecretText(kSecretKey)},
      {"server.allowed_hosts", std::vector<std::string>{"testserver"}},
      {"auth.pbkdf2_iterations", std::int64_t{1000}},
      {"compat.django", std::string("5.2")},
      {"compat.rest_framework", std::string("3.18")},
      {"rest_framework.default_authentication_classes",
       std::vector<std::string>{"durin.TokenAuthentication", "BasicAuthentication"}},
      {"rest_framework.default_renderer_classes", std::vector<std::string>{"JSONRenderer"}},
      {"systems.durin.enabled", true},
  };
  for (auto& [name, value] : changes) {
    all[name.starts_with("durin.") ? "systems." + name : name] = std::move(value);
  }
  return all;
}

std::unique_ptr<TestHouse> durin_site_at(const std::string& url, SettingChanges changes) {
  return std::make_unique<TestHouse>(url, durin_changes(std::move(changes)), durin_views());
}

void add_client(TestHouse& house, std::int64_t id, const std::string& name, Microseconds lifetime,
                const std::string& rate) {
  house.query("INSERT INTO durin_client (id, name, token_ttl, throttle_rate) VALUES ($1, $2, $3, $4)",
              {id, name, database::Duration{lifetime}, rate});
}

std::unique_ptr<TestHouse> durin_site(Engine engine, SettingChanges changes) {
  auto house = durin_site_at(fresh_database_url(engine), std::move(changes));
  load_users(*house);
  add_client(*house, 1, "web", std::chrono::days(1));
  add_client(*house, 2, "cli", std::chrono::days(30), "3/m");
  add_client(*house, 3, "api", std::chrono::days(365));
  renumber(*house, "durin_client");
  return house;
}

http::Response durin_login(TestHouse& house, std::string_view client, std::string_view user,
                           std::string_view password) {
  Object body;
  body.set("username", Value(user));
  body.set("password", Value(password));
  body.set("client", Value(client));
  return house.answer(json_request(
      "POST", "/durin/login/", http::json::write(Value(std::move(body)), http::json::Style::kCompactUtf8)));
}

std::string durin_token(TestHouse& house, std::string_view client, std::string_view user,
                        std::string_view password) {
  const http::Response response = durin_login(house, client, user, password);
  EXPECT_EQ(response.status, 200) << response.body;
  return response.status == 200 ? text_of(*http::json::read(response.body), "token") : std::string();
}

http::Response ask(TestHouse& house, const std::string& method, const std::string& path,
                   const std::string& token) {
  TestRequest request{.method = method, .target = path};
  if (!token.empty()) {
    request.headers = {{"Authorization", "Token " + token}};
  }
  return house.answer(request);
}

int status_of(TestHouse& house, const std::string& token) {
  return ask(house, "GET", "/api/", token).status;
}

int cached_status_of(TestHouse& house, const std::string& token) {
  return ask(house, "GET", "/api/cached", token).status;
}

accounts::User user_named(TestHouse& house, const std::string& name) {
  return io::run_blocking(house.house().accounts().users.find_by_name(name)).value().value();
}

}  // namespace narvi::tests
