// What [rest_framework] changes, formats of answers, charsets, and what no vector shows (contract drf §2.4,
// §4, §7.4).

#include <gtest/gtest.h>

#include <stdexcept>

#include "browser.h"
#include "durin_site.h"
#include "io/suspend.h"
#include "knox_site.h"
#include "rest/body.h"
#include "rest/call.h"
#include "rest/model_permissions.h"
#include "rest/run.h"
#include "rest/scheme.h"
#include "rest/schemes/builtin.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using http::json::Object;
using http::json::Value;
using rest::Admitted;
using rest::Call;

using Fields = std::vector<std::pair<std::string, std::string>>;

/// A scheme with a bug.
class Broken final : public rest::Scheme {
 public:
  std::string_view name() const override { return "broken"; }
  io::Task<Result<rest::Verdict>> authenticate(Call& /*call*/) const override {
    throw std::logic_error("a bug");
    co_return rest::Verdict::not_mine();
  }
};

io::Task<http::Response> echo(Call& call) {
  const auto data = co_await rest::parse_body(call);
  if (!data) {
    co_return rest::error_response(call, data.error());
  }
  Object body;
  body.set("user", Value(call.user_text()));
  const auto auth = call.auth_text();
  body.set("auth", auth ? Value(*auth) : Value());
  body.set("data", *data->json());
  co_return rest::json_response(200, Value(std::move(body)));
}

rest::Endpoint view(std::string path) {
  rest::Endpoint endpoint;
  endpoint.name = "test" + path;
  endpoint.path = std::move(path);
  endpoint.dialect = rest::run;
  endpoint.open_because = "a test";
  endpoint.methods = {{"GET", [](const Admitted&, Call& call) { return echo(call); }},
                      {"POST", [](const Admitted&, Call& call) { return echo(call); }}};
  return endpoint;
}

/// What it throws is no std::exception, which the site turns into a page.
class Odd final : public rest::Scheme {
 public:
  struct Thrown {};
  std::string_view name() const override { return "odd"; }
  io::Task<Result<rest::Verdict>> authenticate(Call& /*call*/) const override {
    throw Thrown();
    co_return rest::Verdict::not_mine();
  }
};

std::vector<rest::Endpoint> views() {
  rest::Endpoint plain = view("/plain/");
  plain.format_suffix = true;
  plain.renderers = {"application/json", "text/html"};
  rest::Endpoint broken = view("/broken/");
  broken.schemes = {std::make_shared<Broken>()};
  rest::Endpoint odd = view("/odd/");
  odd.schemes = {std::make_shared<Odd>()};
  rest::Endpoint function = view("/function/");
  function.head_follows_get = false;
  function.methods.pop_back();
  rest::Endpoint remote = view("/remote/");
  remote.schemes = {rest::schemes::remote_user_scheme("HTTP_X_STAFF")};
  rest::Endpoint root = view("/root/");
  root.schemes = {rest::schemes::basic_scheme()};
  root.permissions = {rest::django_model_permissions()};
  root.is_router_root = true;
  rest::Endpoint model = view("/model/");
  model.schemes = {rest::schemes::basic_scheme("staff only")};
  model.permissions = {rest::django_model_permissions_or_anon_read_only()};
  model.model = "auth.group";
  rest::Endpoint kept = view("/kept/");
  kept.no_store = true;
  kept.schemes = {rest::schemes::session_scheme()};
  return {std::move(plain),  std::move(broken), std::move(odd),   std::move(function),
          std::move(remote), std::move(root),   std::move(model), std::move(kept)};
}

class RestFramework : public testing::Test {
 protected:
  void open(SettingChanges changes = {}) {
    changes["security.secret_key"] = SecretText(kSecretKey);
    changes["server.allowed_hosts"] = std::vector<std::string>{"testserver"};
    changes["auth.authentication_backends"] = std::vector<std::string>{"ModelBackend", "RemoteUserBackend"};
    house_ = std::make_unique<TestHouse>(fresh_database_url(Engine::kSqlite), changes, views());
  }
  http::Response send(std::string method, std::string target, Fields headers = {}, std::string body = {}) {
    TestRequest request{.method = std::move(method), .target = std::move(target), .body = std::move(body)};
    request.headers = std::move(headers);
    return house_->answer(request);
  }

  std::unique_ptr<TestHouse> house_;
};

TEST_F(RestFramework, FormatsBySuffixAndQuery) {
  open();
  const std::pair<std::string, int> cases[] = {
      {"/plain.json", 200},
      {"/plain.json/", 200},
      {"/plain.api", 200},
      {"/plain.xml", 404},
      {"/plain.JSON", 404},
      {"/plain.", 404},
      {"/broken.json", 404},
      {"/plain/?format=json", 200},
      {"/plain/?format=xml", 404},
      {"/plain/?format=", 200},
      {"/plain/?format=x&format=json", 200},
      {"/plain.xml?format=json", 404},
  };
  for (const auto& [target, status] : cases) {
    EXPECT_EQ(send("GET", target).status, status) << target;
  }
  EXPECT_EQ(send("GET", "/plain.xml").body, R"({"detail":"Not found."})") << "the view's own 404";
  EXPECT_EQ(send("GET", "/plain.json", {{"Accept", "text/html"}}).status, 406);
}

TEST_F(RestFramework, ABrowserGetsJson) {
  open();
  const http::Response response = send("GET", "/plain/", {{"Accept", "text/html,*/*;q=0.8"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), "application/json");
  EXPECT_EQ(header(response, "Vary"), "Accept");
}

TEST_F(RestFramework, IndentsErrorsToo) {
  open();
  EXPECT_EQ(send("PUT", "/plain/", {{"Accept", "application/json; indent=2"}}).body,
            "{\n  \"detail\": \"Method \\\"PUT\\\" not allowed.\"\n}");
  for (const std::string indent : {"x", "", "-1", "0", "+-3", "1.5"}) {
    EXPECT_EQ(send("PUT", "/plain/", {{"Accept", "application/json; indent=" + indent}}).body,
              R"({"detail":"Method \"PUT\" not allowed."})")
        << indent;
  }
}

TEST_F(RestFramework, DecodesJsonByItsCharset) {
  open();
  const auto post = [&](const std::string& type, const std::string& body) {
    return send("POST", "/plain/", {{"Content-Type", "application/json" + type}}, body).body;
  };
  EXPECT_EQ(post("; charset=latin-1", "\"\xe9\""), R"({"user":"AnonymousUser","auth":null,"data":"é"})");
  EXPECT_EQ(post("; charset=klingon", "\"é\""), R"({"user":"AnonymousUser","auth":null,"data":"é"})");
  EXPECT_EQ(post("; charset=ascii", "\"é\""),
            R"x({"detail":"JSON parse error - 'ascii' codec can't decode byte 0xc3 in position 1: )x"
            R"x(ordinal not in range(128)"})x");
}

TEST_F(RestFramework, ShowsAnonymousCallersAsConfigured) {
  open({{"rest_framework.unauthenticated_user", std::monostate()},
        {"rest_framework.unauthenticated_token", std::string("no token")}});
  EXPECT_EQ(send("GET", "/plain/").body, R"({"user":"None","auth":"no token","data":{}})");
}

TEST_F(RestFramework, OptionsAndFormatsCanBeSwitchedOff) {
  open({{"rest_framework.default_metadata_class", std::monostate()},
        {"rest_framework.url_format_override", std::monostate()}});
  EXPECT_EQ(send("OPTIONS", "/plain/").status, 405);
  EXPECT_EQ(send("GET", "/plain/?format=xml").status, 200);
}

TEST_F(RestFramework, ModelPermissionsLookAwayFromARoutersRoot) {
  open({{"compat.rest_framework", std::string("3.14")}});
  EXPECT_EQ(send("GET", "/root/").status, 200);
  open({{"compat.rest_framework", std::string("3.15")}});
  EXPECT_EQ(send("GET", "/root/").status, 401) << "from 3.15 the caller must be somebody";
}

TEST_F(RestFramework, ModelPermissionsKnowTheirMethods) {
  open();
  EXPECT_EQ(send("GET", "/model/").status, 200);
  EXPECT_EQ(send("POST", "/model/").status, 401);
  EXPECT_EQ(header(send("POST", "/model/"), "WWW-Authenticate"), "Basic realm=\"staff only\"");
  EXPECT_EQ(send("BREW", "/model/").status, 405) << "not in the map of methods";
  open({{"rest_framework.unauthenticated_user", std::monostate()}});
  EXPECT_EQ(send("GET", "/model/").status, 401) << "nobody at all may not even read";
}

TEST_F(RestFramework, ABugInASchemeNeverMeansAnonymous) {
  open();
  for (const std::string method : {"GET", "POST", "OPTIONS"}) {
    const http::Response response = send(method, "/broken/");
    EXPECT_EQ(response.status, 500) << method;
    EXPECT_EQ(response.body.find("a bug"), std::string::npos);
  }
}

TEST_F(RestFramework, OnlyTrustedPeersNameTheUser) {
  const SettingChanges own_field{{"rest_framework.remote_user_header", std::string("HTTP_X_STAFF")}};
  open(own_field);
  EXPECT_EQ(send("GET", "/remote/", {{"X-Staff", "mallory"}}).body,
            R"({"user":"AnonymousUser","auth":null,"data":{}})");
  SettingChanges trusting = own_field;
  trusting["server.trusted_proxies"] = std::vector<std::string>{"127.0.0.1"};
  open(trusting);
  EXPECT_EQ(send("GET", "/remote/", {{"X-Staff", "alice"}}).body,
            R"({"user":"alice","auth":null,"data":{}})");
}

TEST_F(RestFramework, AnIdentityToldTwiceIsNobodys) {
  open({{"rest_framework.remote_user_header", std::string("HTTP_X_SSO_USER")},
        {"server.trusted_proxies", std::vector<std::string>{"127.0.0.1"}},
        {"rest_framework.default_authentication_classes",
         std::vector<std::string>{"RemoteUserAuthentication"}},
        {"systems.credentials.enabled", true},
        {"auth.create_unknown_user", false}});
  const database::Params alice{std::string("alice"), house_->clock().now()};
  house_->query(
      "INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email, is_staff, "
      "is_active, date_joined) VALUES ($1, '!', FALSE, '', '', '', FALSE, TRUE, $2)",
      alice);
  const auto ask = [&](Fields headers) { return send("GET", "/narvi/user/", std::move(headers)).status; };
  EXPECT_EQ(ask({{"X-SSO-User", "alice"}}), 200);
  EXPECT_EQ(ask({{"X-SSO-User", "alice"}, {"X-SSO-User", "mallory"}}), 403);
  EXPECT_EQ(ask({{"X-SSO-User", "alice"}, {"X-SSO-User", "alice"}}), 403);
  EXPECT_EQ(ask({{"X-SSO-User", "alice"}, {"X-SSO-User", ""}}), 403);
}

TEST_F(RestFramework, FunctionViewsHaveNoHead) {
  open();
  const http::Response head = send("HEAD", "/function/");
  EXPECT_EQ(head.status, 405);
  EXPECT_EQ(header(head, "Allow"), "GET, OPTIONS");
  EXPECT_TRUE(head.head_only);
  const http::Response get = send("GET", "/function/");
  EXPECT_EQ(get.status, 200);
  EXPECT_EQ(header(get, "Allow"), "GET, OPTIONS");
  EXPECT_EQ(send("HEAD", "/remote/").status, 200) << "others have";
}

TEST_F(RestFramework, AMethodIsGivenBackHoweverAnsweringEnds) {
  open();
  for (const std::string path : {"/plain/", "/broken/", "/odd/", "/nowhere/"}) {
    http::Request request;
    request.method = "get";
    request.target = path;
    request.path = path;
    request.headers.add("Host", "testserver");
    try {
      io::run_blocking(house_->house().site().answer(request));
      EXPECT_NE(path, "/odd/");
    } catch (const Odd::Thrown&) {
      EXPECT_EQ(path, "/odd/");
    }
    EXPECT_EQ(request.method, "get") << path;
  }
}

TEST_F(RestFramework, CredentialsInClearCanBeRefused) {
  const SettingChanges behind_tls{{"server.trusted_proxies", std::vector<std::string>{"127.0.0.1"}},
                                  {"security.proxy_ssl_header", std::string("X-Forwarded-Proto:https")}};
  const Fields basic{{"Authorization", "Basic YWxpY2U6d29uZGVybGFuZA=="}};
  open(behind_tls);
  EXPECT_EQ(send("GET", "/root/", basic).status, 401) << "allowed by default, and no such user";
  SettingChanges refusing = behind_tls;
  refusing["security.clear_text_credentials"] = std::string("refuse");
  open(refusing);
  const std::string use_https = R"({"detail":"Use https."})";
  for (const std::string given : {"Basic YWxpY2U6d29uZGVybGFuZA==", "Token x", "", "Unknown"}) {
    for (const std::string path : {"/root/", "/plain/", "/broken/"}) {
      const http::Response refused = send("GET", path, {{"Authorization", given}});
      EXPECT_EQ(refused.status, 403) << path << given;
      EXPECT_EQ(refused.body, use_https);
      EXPECT_EQ(header(refused, "WWW-Authenticate"), "") << "asking again would not help";
    }
  }
  EXPECT_EQ(send("GET", "/plain/").status, 200) << "nothing to protect";
  Fields over_tls = basic;
  over_tls.emplace_back("X-Forwarded-Proto", "https");
  EXPECT_EQ(send("GET", "/root/", over_tls).status, 401);
  over_tls.back().second = "http";
  EXPECT_EQ(send("GET", "/root/", over_tls).body, use_https);
}

/// GET /api/ with that token, then with two Authorization fields.
void expect_one_only(TestHouse& house, const std::string& token) {
  TestRequest request{.method = "GET", .target = "/api/"};
  request.headers = {{"Authorization", "Token " + token}};
  EXPECT_EQ(house.answer(request).status, 200);
  request.headers.push_back(request.headers.front());
  EXPECT_EQ(house.answer(request).status, 401);
  request.headers.back().second = "Unknown";
  EXPECT_EQ(house.answer(request).status, 401);
}

TEST(AuthorizationTwice, IsNobodysChoice) {
  expect_one_only(*token_site(Engine::kSqlite), kAliceToken);
  const auto knox = knox_site(Engine::kSqlite);
  expect_one_only(*knox, knox_token(*knox));
  const auto durin = durin_site(Engine::kSqlite);
  expect_one_only(*durin, durin_token(*durin));
}

TEST_F(RestFramework, NoStoreIsSaidOnce) {
  open();
  for (const std::string method : {"GET", "PUT", "OPTIONS"}) {
    const http::Response response = send(method, "/kept/");
    const auto lines = std::count_if(response.headers.begin(), response.headers.end(),
                                     [](const auto& field) { return field.first == "Cache-Control"; });
    EXPECT_EQ(lines, 1) << method;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store") << method;
  }
}

}  // namespace
}  // namespace narvi::tests
