// RemoteUserMiddleware and RemoteUserAuthentication behind a front server: every row of contract
// remote-user-forward-auth §2.1 and §3.1, and what §3.2 refuses.

#include "remote_user_site.h"

namespace narvi::tests {
namespace {

using RemoteUser = BothEngines;

constexpr const char* kRemoteBackend = "django.contrib.auth.backends.RemoteUserBackend";
constexpr const char* kView = "/narvi/user/";
const std::string kNotProvided = R"({"detail":"Authentication credentials were not provided."})";
const std::string kMalformed = R"({"detail":"Malformed request."})";

TEST_P(RemoteUser, TheClassAloneOpensNoSession) {
  const auto house = remote_user_site(GetParam(), {{"systems.remote_user.mode", std::string("request")}});
  const std::int64_t before = count(*house, "auth_user");
  Browser browser(*house);
  const http::Response known = browser.send(as_user("alice", kView));
  EXPECT_EQ(known.status, 200);
  EXPECT_TRUE(set_cookies(known).empty());
  EXPECT_EQ(last_login(*house, "alice"), "never");
  TestRequest post = as_user("alice", kView);
  post.method = "POST";
  EXPECT_EQ(browser.send(post).status, 405) << "not 403: there is no CSRF check";
  EXPECT_EQ(browser.send(as_user("newuser", kView)).status, 200);
  EXPECT_EQ(browser.send(as_user("newuser", kView)).status, 200);
  EXPECT_EQ(count(*house, "auth_user"), before + 1);
  for (const TestRequest& nobody :
       {as_user("", kView), TestRequest{.target = kView}, as_user("gone", kView)}) {
    const http::Response refused = browser.send(nobody);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.body, kNotProvided);
    EXPECT_EQ(header(refused, "WWW-Authenticate"), "");
  }
  EXPECT_EQ(browser.send(as_user("alice")).body, "") << "whoami asks the session";
  EXPECT_EQ(count(*house, "django_session"), 0);
}

TEST_P(RemoteUser, NobodyIsNamed) {
  const auto house = remote_user_site(GetParam());
  const std::int64_t before = count(*house, "auth_user");
  Browser browser(*house);
  const http::Response missing = browser.send({.target = "/whoami/"});
  EXPECT_EQ(missing.body, "");
  EXPECT_TRUE(set_cookies(missing).empty());
  EXPECT_EQ(browser.send(as_user("")).body, "");
  EXPECT_EQ(count(*house, "auth_user"), before);
  EXPECT_EQ(count(*house, "django_session"), 0);
}

TEST_P(RemoteUser, AnUnknownNameIsCreatedOnce) {
  const auto house = remote_user_site(GetParam());
  const std::int64_t before = count(*house, "auth_user");
  Browser browser(*house);
  EXPECT_EQ(browser.send(as_user("newuser")).body, "newuser");
  EXPECT_EQ(count(*house, "auth_user"), before + 1);
  EXPECT_TRUE(text_of_row(*house, "password", "newuser").starts_with("!"));
  EXPECT_EQ(browser.send(as_user("newuser")).body, "newuser");
  EXPECT_EQ(count(*house, "auth_user"), before + 1);
  EXPECT_EQ(count(*house, "django_session"), 1);
}

TEST_P(RemoteUser, ALoginIsStoredAndKept) {
  const auto house = remote_user_site(GetParam());
  int logged_in = 0;
  house->house().accounts().events.user_logged_in.push_back([&](const accounts::User&) { ++logged_in; });
  Browser browser(*house);
  const http::Response first = browser.send(as_user("alice"));
  EXPECT_EQ(first.body, "alice");
  const std::string key = browser.session_key();
  EXPECT_FALSE(browser.cookie("csrftoken").empty()) << "rotated";
  EXPECT_NE(session_json(*house, key).find(std::string("\"_auth_user_backend\":\"") + kRemoteBackend + "\""),
            std::string::npos);
  EXPECT_NE(session_json(*house, key).find("\"_auth_user_hash\""), std::string::npos);
  const std::string stamp = last_login(*house, "alice");
  EXPECT_NE(stamp, "never");
  house->clock().advance(Seconds(60));
  const http::Response again = browser.send(as_user("alice"));
  EXPECT_EQ(again.body, "alice");
  EXPECT_TRUE(set_cookies(again).empty());
  EXPECT_EQ(browser.session_key(), key);
  EXPECT_EQ(last_login(*house, "alice"), stamp);
  EXPECT_EQ(logged_in, 1);
  browser.forget("sessionid");
  EXPECT_EQ(browser.send(as_user("alice")).body, "alice");
  EXPECT_NE(last_login(*house, "alice"), stamp) << "a new session";
  EXPECT_EQ(logged_in, 2);
}

TEST_P(RemoteUser, AMissingNameEndsRemoteSessionsOnly) {
  const auto house = remote_user_site(GetParam());
  Browser remote(*house);
  EXPECT_EQ(remote.send(as_user("alice")).body, "alice");
  const std::string key = remote.session_key();
  const http::Response out = remote.send({.target = "/whoami/"});
  EXPECT_EQ(out.body, "");
  EXPECT_NE(set_cookie(out, "sessionid").find("Max-Age=0"), std::string::npos);
  EXPECT_FALSE(has_session(*house, key));

  Browser model(*house);
  model.send(json_request("POST", kLoginPath, login_body("bob", "builder")));
  EXPECT_EQ(model.send({.target = "/whoami/"}).body, "bob");
  EXPECT_EQ(model.send(as_user("bob")).body, "bob");
  EXPECT_EQ(count(*house, "django_session"), 1) << "the session of the other backend stays";
}

TEST_P(RemoteUser, ThePersistentFormKeepsThem) {
  const auto house = remote_user_site(GetParam(), {{"systems.remote_user.mode", std::string("persistent")}});
  Browser browser(*house);
  EXPECT_EQ(browser.send(as_user("alice")).body, "alice");
  const std::string key = browser.session_key();
  const http::Response missing = browser.send({.target = "/whoami/"});
  EXPECT_EQ(missing.body, "alice");
  EXPECT_EQ(browser.session_key(), key);
  EXPECT_EQ(browser.send(as_user("bob")).body, "bob");
  EXPECT_FALSE(has_session(*house, key));
  EXPECT_EQ(browser.send(as_user("")).body, "") << "empty is another user";
  EXPECT_EQ(count(*house, "django_session"), 0);
  const http::Response nobody = browser.send({.target = "/plain/"});
  EXPECT_EQ(header(nobody, "Vary").find("Cookie"), std::string::npos) << "the session was not looked at";
}

TEST_P(RemoteUser, AnotherNameIsAnotherLogin) {
  const auto house = remote_user_site(GetParam());
  Browser browser(*house);
  browser.send(as_user("alice"));
  browser.send(as_user("alice", "/recall/colour/"));
  const std::string key = browser.session_key();
  const std::string csrf = browser.cookie("csrftoken");
  EXPECT_EQ(browser.send(as_user("bob")).body, "bob");
  EXPECT_NE(browser.session_key(), key);
  EXPECT_NE(browser.cookie("csrftoken"), csrf);
  EXPECT_FALSE(has_session(*house, key));
  EXPECT_EQ(browser.send(as_user("gone")).body, "") << "inactive: anonymous, and bob is logged out";
  EXPECT_EQ(count(*house, "django_session"), 0);
  EXPECT_EQ(browser.send(as_user("alice")).body, "alice");
  EXPECT_EQ(browser.send(as_user("")).body, "");
  EXPECT_EQ(count(*house, "django_session"), 0);
}

TEST_P(RemoteUser, AModelSessionOfAnotherNameSurvivesAFailure) {
  const auto house = remote_user_site(GetParam(), {{"systems.remote_user.create_unknown_user", false}});
  Browser browser(*house);
  browser.login("bob", "builder");
  EXPECT_EQ(browser.send(as_user("gone")).body, "bob");
  EXPECT_EQ(browser.send(as_user("nobody here")).body, "bob");
  EXPECT_EQ(browser.send(as_user("alice")).body, "alice") << "a login flushes whatever was there";
  EXPECT_EQ(count(*house, "django_session"), 1);
}

TEST_P(RemoteUser, UnknownNamesNeedNotBeCreated) {
  const auto house = remote_user_site(GetParam(), {{"systems.remote_user.create_unknown_user", false}});
  const std::int64_t before = count(*house, "auth_user");
  EXPECT_EQ(Browser(*house).send(as_user("newuser")).body, "");
  EXPECT_EQ(count(*house, "auth_user"), before);
}

TEST_P(RemoteUser, TheSettingsOfAuthHoldToo) {
  const auto house = remote_user_site(GetParam(), {{"auth.remote_user_password", std::string("empty")}});
  EXPECT_EQ(Browser(*house).send(as_user("newuser")).body, "newuser");
  EXPECT_EQ(text_of_row(*house, "password", "newuser"), "");
  const auto closed = remote_user_site(GetParam(), {{"auth.create_unknown_user", false}});
  EXPECT_EQ(Browser(*closed).send(as_user("newuser")).body, "");
}

TEST_P(RemoteUser, InactiveUsersNeedTheBackendForAll) {
  const auto house = remote_user_site(
      GetParam(), {{"auth.authentication_backends", Texts{"AllowAllUsersRemoteUserBackend"}}});
  Browser browser(*house);
  EXPECT_EQ(browser.send(as_user("gone")).body, "gone");
  EXPECT_EQ(browser.send({.target = "/whoami/"}).body, "") << "its sessions are remote ones, too";
  EXPECT_EQ(browser.send(as_user("gone", kView)).status, 403) << "the class refuses inactive users";
}

TEST_P(RemoteUser, NamesAreComparedAfterCleaning) {
  const auto house =
      remote_user_site(GetParam(), {{"systems.remote_user.strip_domain", std::string("suffix")},
                                    {"systems.remote_user.clean_case", std::string("lower")}});
  Browser browser(*house);
  EXPECT_EQ(browser.send(as_user("Alice@EXAMPLE.COM")).body, "alice");
  const std::string key = browser.session_key();
  EXPECT_EQ(browser.send(as_user("ALICE@example.com")).body, "alice");
  EXPECT_EQ(browser.session_key(), key);
  EXPECT_EQ(browser.send(as_user("@EXAMPLE.COM")).body, "") << "nothing is left";
  house->query("UPDATE auth_user SET username = '' WHERE username = 'gone'");
  house->query("UPDATE auth_user SET is_active = TRUE WHERE username = ''");
  EXPECT_EQ(browser.send(as_user("@EXAMPLE.COM")).body, "") << "though a row has no name";
  Browser model(*house);
  model.login("bob", "builder");
  const std::string models = model.session_key();
  EXPECT_EQ(model.send(as_user("bob")).body, "bob");
  EXPECT_EQ(model.session_key(), models);
  EXPECT_EQ(model.send(as_user("BOB")).body, "bob");
  EXPECT_EQ(model.session_key(), models) << "ModelBackend cleans nothing: a login of the same user";
  EXPECT_NE(session_json(*house, models).find(kRemoteBackend), std::string::npos);
}

TEST_P(RemoteUser, APatternCleansToo) {
  const auto house = remote_user_site(
      GetParam(), {{"systems.remote_user.clean_pattern", std::string(R"(^([^@]+)@EXAMPLE\.ORG$)")},
                   {"systems.remote_user.clean_replacement", std::string(R"(\1)")},
                   {"systems.remote_user.create_unknown_user", false}});
  Browser browser(*house);
  EXPECT_EQ(browser.send(as_user("alice@EXAMPLE.ORG")).body, "alice");
  EXPECT_EQ(browser.send(as_user("bob")).body, "bob") << "no match: as it is";
  EXPECT_EQ(browser.send(as_user("alice@EXAMPLE.COM")).body, "") << "somebody of another realm";
  EXPECT_EQ(browser.send(as_user("alice@EXAMPLE.ORG@X")).body, "");
}

TEST_P(RemoteUser, CsrfChecksHoldAcrossTheLogin) {
  const auto house = remote_user_site(GetParam());
  Browser browser(*house);
  browser.send({.target = "/token/"});
  const std::string token = browser.cookie("csrftoken");
  ASSERT_FALSE(token.empty());
  TestRequest bare = as_user("newuser", "/checked/");
  bare.method = "POST";
  bare.headers.emplace_back("Cookie", "csrftoken=" + token);
  EXPECT_EQ(house->answer(bare).status, 403) << "no token";
  TestRequest post = as_user("newuser", "/checked/");
  post.method = "POST";
  EXPECT_EQ(browser.send(post).body, "accepted") << "by the secret of the cookie, which the login replaces";
  EXPECT_NE(browser.cookie("csrftoken"), token);
}

TEST_P(RemoteUser, WorksBelowItsPathsOnly) {
  const auto house = remote_user_site(GetParam(), {{"systems.remote_user.paths", Texts{"/whoami/", "/ab/"}}});
  Browser browser(*house);
  browser.send(as_user("alice", "/plain/"));
  EXPECT_EQ(browser.session_key(), "");
  EXPECT_EQ(browser.send(as_user("alice")).body, "alice");
  const std::string key = browser.session_key();
  browser.send({.target = "/plain/"});
  EXPECT_EQ(browser.session_key(), key) << "no name is needed elsewhere";
  EXPECT_EQ(browser.send(as_user("a,b", "/plain/")).status, 200);
  EXPECT_EQ(browser.send(as_user("a,b", "/%61b/x/")).status, 400) << "also where no endpoint answers";
  EXPECT_EQ(browser.send({.target = "/whoami"}).status, 301);
  EXPECT_EQ(browser.session_key(), "");
}

TEST_P(RemoteUser, DirectEndpointsAreLeftAlone) {
  rest::Endpoint direct;
  direct.name = "test.direct";
  direct.path = "/direct/";
  direct.open_because = "a test";
  direct.direct = [](http::Request& request) -> io::Task<http::Response> {
    http::Response response;
    response.status = 200;
    response.body = request.headers.find("Remote-User").value_or("nobody");
    co_return response;
  };
  SettingChanges changes = remote_user_settings(
      {{"security.secret_key", SecretText(kSecretKey)}, {"server.allowed_hosts", Texts{"testserver"}}});
  TestHouse house(fresh_database_url(GetParam()), changes, {direct});
  for (const std::string name : {"alice", "a,b"}) {
    const http::Response response = house.answer(as_user(name, "/direct/"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, name);
    EXPECT_TRUE(set_cookies(response).empty());
  }
  EXPECT_EQ(count(house, "django_session"), 0);
  EXPECT_EQ(count(house, "auth_user"), 0);
}

TEST_P(RemoteUser, RefusesWhatIsNotOneName) {
  const std::pair<std::string, Fields> cases[] = {
      {"two lines", {{"Remote-User", "alice"}, {"Remote-User", "alice"}}},
      {"two spellings", {{"Remote-User", "alice"}, {"remote-user", "bob"}}},
      {"a list", {{"Remote-User", "alice, bob"}}},
      {"an underscore", {{"Remote_User", "alice"}}},
      {"an underscore beside it", {{"Remote-User", "alice"}, {"REMOTE_USER", "root"}}},
      {"hop by hop", {{"Remote-User", "alice"}, {"Connection", "Remote-User"}}},
      {"hop by hop, and gone", {{"Connection", "close, remote_user"}}},
      {"a control character",
       {{"Remote-User",
         "ali\x01"
         "ce"}}},
      {"a blank", {{"Remote-User", " alice"}}},
      {"too long", {{"Remote-User", std::string(151, 'x')}}},
      {"a placeholder", {{"Remote-User", "{http.reverse_proxy.header.Remote-User}"}}},
  };
  for (const std::string mode : {"session", "request"}) {
    const auto house = remote_user_site(GetParam(), {{"systems.remote_user.mode", mode}});
    const std::int64_t before = count(*house, "auth_user");
    for (const auto& [what, fields] : cases) {
      TestRequest request{.target = kView};
      request.headers = fields;
      const http::Response refused = house->answer(request);
      EXPECT_EQ(refused.status, 400) << mode << ": " << what;
      EXPECT_EQ(refused.body, kMalformed) << mode << ": " << what;
      EXPECT_TRUE(set_cookies(refused).empty());
      request.address = "192.0.2.1";
      const http::Response stranger = house->answer(request);
      EXPECT_EQ(stranger.status, what.starts_with("hop by hop") ? 400 : 403) << mode << ": " << what;
    }
    EXPECT_EQ(count(*house, "auth_user"), before);
    EXPECT_EQ(count(*house, "django_session"), 0);
  }
}

TEST_P(RemoteUser, StrangersNameNobody) {
  const auto house = remote_user_site(
      GetParam(),
      {{"systems.remote_user.source", std::string("header:X-Sso-User")},
       {"systems.remote_user.shared_secret", std::vector<SecretText>{SecretText("0123456789abcdef")}}});
  const auto ask = [&](const std::string& address, Fields fields) {
    TestRequest request{.target = "/whoami/"};
    request.address = address;
    request.headers = std::move(fields);
    return house->answer(request).body;
  };
  const std::pair<std::string, std::string> name{"X-SSO-User", "alice"};
  const std::pair<std::string, std::string> secret{"X-Narvi-Proxy-Secret", "0123456789abcdef"};
  EXPECT_EQ(ask("127.0.0.1", {name, secret}), "alice");
  EXPECT_EQ(ask("::ffff:127.0.0.1", {name, secret}), "alice");
  EXPECT_EQ(ask("127.0.0.1", {name}), "") << "without the secret";
  EXPECT_EQ(ask("127.0.0.1", {name, {secret.first, "0123456789abcdeF"}}), "");
  EXPECT_EQ(ask("127.0.0.1", {name, secret, secret}), "");
  EXPECT_EQ(ask("192.0.2.1", {name, secret}), "") << "the secret alone is not enough";
  EXPECT_EQ(ask("127.0.0.1", {{"Remote-User", "alice"}, secret}), "") << "another field";
  EXPECT_EQ(ask("192.0.2.1", {name, secret, {"X-Forwarded-For", "127.0.0.1"}}), "");
}

TEST_P(RemoteUser, TheVariableCanBeTheSource) {
  const auto house = remote_user_site(GetParam(), {{"systems.remote_user.source", std::string("env")}});
  TestRequest request{.target = "/whoami/", .remote_user = "alice"};
  EXPECT_EQ(house->answer(request).body, "alice");
  request.address = "192.0.2.1";
  EXPECT_EQ(house->answer(request).body, "") << "an entrance with a peer answers for it";
  EXPECT_EQ(Browser(*house).send(as_user("alice")).body, "");
}

TEST_P(RemoteUser, WithoutTheSystemNothingChanges) {
  const auto house = make_site(GetParam(), {{"server.trusted_proxies", Texts{"127.0.0.1"}},
                                            {"auth.authentication_backends", Texts{"RemoteUserBackend"}}});
  EXPECT_EQ(Browser(*house).send(as_user("alice")).body, "");
  EXPECT_EQ(Browser(*house).send(as_user("a,b")).status, 200);
  EXPECT_EQ(count(*house, "django_session"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, RemoteUser, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
