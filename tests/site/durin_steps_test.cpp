// Steps of a site's own in the place of upstream's (contract durin §7).

#include <gtest/gtest.h>

#include "durin_site.h"
#include "io/suspend.h"
#include "rest/schemes/builtin.h"
#include "rest/site.h"
#include "systems/durin/endpoints.h"
#include "systems/durin/scheme.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using http::json::Object;
using http::json::Value;
using rest::Call;
using namespace systems::durin;

/// A second site on the services of a house, with Durin below /own/.
class OwnSite {
 public:
  OwnSite(TestHouse& house, LoginSteps login, RefreshSteps refresh) {
    const rest::Services& services = house.house().services();
    schemes_.add(rest::schemes::builtin());
    schemes_.add(schemes());
    auto endpoints = endpoints_with({"/own/", services, schemes_}, std::move(login), std::move(refresh));
    for (rest::Endpoint& endpoint : *endpoints) {
      endpoint.body_limit = 65536;
    }
    http::AdmitPolicy admit;
    admit.allowed_hosts = {"testserver"};
    site_ = std::move(rest::Site::build(services, std::move(admit), std::move(*endpoints)).value());
  }

  http::Response post(const std::string& path, const std::string& json, const std::string& token = {}) {
    http::Peer peer{.address = "127.0.0.1", .port = 40000};
    http::BufferedBody body(json);
    http::Request request;
    request.method = "POST";
    request.target = request.path = path;
    request.headers.add("Host", "testserver");
    request.headers.add("Content-Type", "application/json");
    const std::string authorization = "Token " + token;
    if (!token.empty()) {
      request.headers.add("Authorization", authorization);
    }
    request.peer = &peer;
    request.body = &body;
    request.request_id = "0";
    return io::run_blocking(site_->answer(request));
  }

 private:
  rest::SchemeRegistry schemes_;
  std::unique_ptr<rest::Site> site_;
};

io::Task<rest::ApiResult<accounts::User>> by_pin(Call& call, const rest::RequestData& data) {
  const Value* pin = data.json()->object()->find("pin");
  if (pin == nullptr || pin->text() == nullptr || *pin->text() != "1234") {
    co_return rest::refuse(rest::permission_denied("Wrong PIN."));
  }
  auto user = co_await call.services.accounts.users.find_by_name("bob");
  co_return std::move(**user);
}

TEST(DurinSteps, EachCanBeReplaced) {
  const auto house = durin_site(Engine::kSqlite);
  const std::shared_ptr<Office> office = office_of(house->house().services());
  house->query(
      "INSERT INTO narvi_durin_clientsettings (client_id, settings) VALUES (2, '{\"greeting\":\"hi\"}')");
  LoginSteps login = login_steps(office);
  login.user = by_pin;
  login.client = [office](Call&, const rest::RequestData&) -> io::Task<rest::ApiResult<Client>> {
    auto client = co_await office->clients.find("cli");  // whatever the request says
    co_return std::move(**client);
  };
  login.expiry_text = [](Call&, const Client& client, Instant) { return "as " + client.name + " likes"; };
  login.user_object = [](Call&, const accounts::User& user) { return std::optional(Value(user.email)); };
  login.payload = [](Call&, const Client& client, const Issued& issued, std::string expiry,
                     std::optional<Value> user) {
    Object body;
    body.set("key", Value(issued.token.reveal()));
    body.set("ends", Value(std::move(expiry)));
    body.set("mail", std::move(*user));
    body.set("greeting", Value(client.settings.at("greeting")));
    return Value(std::move(body));
  };
  RefreshSteps refresh = refresh_steps(office);
  refresh.expiry_text = [](Call&, const DurinAuth& auth, Instant) { return auth.client.name + " again"; };
  OwnSite site(*house, std::move(login), std::move(refresh));

  EXPECT_EQ(site.post("/own/login/", R"({"pin":"1"})").body, R"({"detail":"Wrong PIN."})");
  const http::Response response = site.post("/own/login/", R"({"pin":"1234","client":"nobody"})");
  ASSERT_EQ(response.status, 200) << response.body;
  const Value body = *http::json::read(response.body);
  EXPECT_EQ(text_of(body, "ends"), "as cli likes");
  EXPECT_EQ(text_of(body, "greeting"), "hi");
  EXPECT_EQ(text_of(body, "mail"), user_named(*house, "bob").email);
  EXPECT_EQ(site.post("/own/refresh/", "", text_of(body, "key")).body, R"({"expiry":"cli again"})");
  EXPECT_EQ(status_of(*house, text_of(body, "key")), 200);
}

TEST(DurinSteps, ATokenFlowOfTheSitesOwn) {
  const auto house = durin_site(Engine::kSqlite);
  const std::shared_ptr<Office> office = office_of(house->house().services());
  LoginSteps login = login_steps(office);
  login.token = [office](Call& call, const accounts::User& user,
                         const Client& client) -> io::Task<rest::ApiResult<Issued>> {
    // A login ends whatever the user held before.
    co_await office->tokens.end_all(user.key, 0);
    co_return admit_issue(co_await office->issue.create(user.key, client), call);
  };
  OwnSite site(*house, std::move(login), refresh_steps(office));
  const std::string body = R"({"username":"alice","password":"wonderland","client":"web"})";
  const std::string first = text_of(*http::json::read(site.post("/own/login/", body).body), "token");
  const std::string second = text_of(*http::json::read(site.post("/own/login/", body).body), "token");
  EXPECT_NE(first, second);
  EXPECT_EQ(status_of(*house, first), 401);
  EXPECT_EQ(status_of(*house, second), 200);
}

}  // namespace
}  // namespace narvi::tests
