#pragma once
// A browser in front of a TestHouse: keeps cookies, sends the CSRF token as a single-page application does;
// and what tests of the whole site share.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "test_house.h"

namespace narvi::tests {

inline constexpr const char* kLoginPath = "/auth-session/";
inline constexpr const char* kSecretKey = "narvi-vector-secret-key-0123456789abcdefghijklmnop";

/// A house with the users of drf_fixtures.json (alice:wonderland, bob:builder, gone:gone-pw, who is
/// inactive), no sessions, cheap hashes, Django 5.2 unless `changes` say otherwise, and the endpoints of
/// site_views.h.
std::unique_ptr<TestHouse> make_site(Engine engine, SettingChanges changes = {});
/// The same on a database that is there already; rows are left alone.
std::unique_ptr<TestHouse> make_site_at(const std::string& url, SettingChanges changes = {});
/// Puts the users in and empties the sessions.
void load_users(TestHouse& house);

std::string login_body(std::string_view username, std::string_view password);
TestRequest json_request(std::string method, std::string target, std::string body = {});

class Browser {
 public:
  explicit Browser(TestHouse& house) : house_(house) {}

  /// Sends the request with the cookies and the CSRF token, and takes the cookies of the answer.
  http::Response send(TestRequest request);
  http::Response login(std::string_view username, std::string_view password);
  http::Response logout();
  /// Who `/whoami/` says we are; "" for nobody.
  std::string whoami();

  std::string cookie(const std::string& name) const;
  void set_cookie(const std::string& name, std::string value) { cookies_[name] = std::move(value); }
  void forget(const std::string& name) { cookies_.erase(name); }
  std::string session_key() const { return cookie("sessionid"); }

 private:
  TestHouse& house_;
  std::map<std::string, std::string> cookies_;
};

/// Every Set-Cookie field of an answer.
std::vector<std::string> set_cookies(const http::Response& response);
/// The Set-Cookie field of that cookie; "" if there is none.
std::string set_cookie(const http::Response& response, std::string_view name);
std::string header(const http::Response& response, std::string_view name);

std::int64_t count(TestHouse& house, const std::string& table);
bool has_session(TestHouse& house, const std::string& key);
/// The data of a session row as JSON text; "(none)" without a row, "(corrupted)" if it cannot be read.
std::string session_json(TestHouse& house, const std::string& key);
/// A row as Django would write it: `json` signed with `secret`, living for two weeks or as long as told.
void put_session(TestHouse& house, const std::string& key, std::string_view json,
                 const std::string& secret = kSecretKey, Seconds age = Seconds(1'209'600));
/// JSON of a session of the user with that key and encoded password.
std::string session_of_user(TestHouse& house, std::int64_t id, const std::string& secret = kSecretKey,
                            const std::string& more = {});

/// Tests on both engines.
class BothEngines : public testing::TestWithParam<Engine> {};
inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return std::string(name_of(info.param));
}

}  // namespace narvi::tests
