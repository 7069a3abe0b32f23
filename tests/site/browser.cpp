#include "browser.h"

#include "accounts/session_data.h"
#include "site_views.h"
#include "vectors.h"

namespace narvi::tests {

using http::json::Object;
using http::json::Value;

namespace {

const Value& fixtures() {
  static const Value kFile = load_vectors("drf_fixtures.json");
  return kFile;
}

accounts::SigningKeys keys_of(const std::string& secret) {
  return {SecretText(secret), {}, false};
}

}  // namespace

std::unique_ptr<TestHouse> make_site_at(const std::string& url, SettingChanges changes) {
  SettingChanges all{
      {"security.secret_key", SecretText(kSecretKey)},
      {"server.allowed_hosts", std::vector<std::string>{"testserver", ".example.com"}},
      {"auth.pbkdf2_iterations", std::int64_t{1000}},
      {"compat.django", std::string("5.2")},
      {"compat.rest_framework", std::string("3.18")},
  };
  for (auto& [name, value] : changes) {
    all[name] = std::move(value);
  }
  return std::make_unique<TestHouse>(url, all, site_views());
}

std::unique_ptr<TestHouse> make_site(Engine engine, SettingChanges changes) {
  auto house = make_site_at(fresh_database_url(engine), std::move(changes));
  load_users(*house);
  return house;
}

void load_users(TestHouse& house) {
  Object tables;
  tables.set("auth_user", member(member(fixtures(), "tables"), "auth_user"));
  tables.set("django_session", Value(http::json::Array()));
  house.load_rows(Value(std::move(tables)));
}

std::string login_body(std::string_view username, std::string_view password) {
  Object body;
  body.set("username", Value(username));
  body.set("password", Value(password));
  return http::json::write(Value(std::move(body)), http::json::Style::kCompactUtf8);
}

TestRequest json_request(std::string method, std::string target, std::string body) {
  TestRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);
  return request;
}

http::Response Browser::send(TestRequest request) {
  std::string line;
  for (const auto& [name, value] : cookies_) {
    line += (line.empty() ? "" : "; ") + name + "=" + value;
  }
  if (!line.empty()) {
    request.headers.emplace_back("Cookie", line);
  }
  if (const std::string token = cookie("csrftoken"); !token.empty()) {
    request.headers.emplace_back("X-CSRFToken", token);
  }
  http::Response response = house_.answer(request);
  for (const std::string& field : set_cookies(response)) {
    const std::size_t equals = field.find('=');
    const std::string name = field.substr(0, equals);
    if (field.find("Max-Age=0") != std::string::npos) {
      cookies_.erase(name);
    } else {
      cookies_[name] = field.substr(equals + 1, field.find(';') - equals - 1);
    }
  }
  return response;
}

http::Response Browser::login(std::string_view username, std::string_view password) {
  return send(json_request("POST", kLoginPath, login_body(username, password)));
}

http::Response Browser::logout() {
  return send(json_request("DELETE", kLoginPath));
}

std::string Browser::whoami() {
  return send({.target = "/whoami/"}).body;
}

std::string Browser::cookie(const std::string& name) const {
  const auto found = cookies_.find(name);
  return found == cookies_.end() ? std::string() : found->second;
}

std::vector<std::string> set_cookies(const http::Response& response) {
  std::vector<std::string> fields;
  for (const auto& [name, value] : response.headers) {
    if (http::same_name(name, "Set-Cookie")) {
      fields.push_back(value);
    }
  }
  return fields;
}

std::string set_cookie(const http::Response& response, std::string_view name) {
  for (const std::string& field : set_cookies(response)) {
    if (field.starts_with(std::string(name) + "=")) {
      return field;
    }
  }
  return {};
}

std::string header(const http::Response& response, std::string_view name) {
  const std::string* value = response.find(name);
  return value == nullptr ? std::string() : *value;
}

std::int64_t count(TestHouse& house, const std::string& table) {
  return house.query("SELECT count(*) AS number FROM " + table).front().integer(0).value();
}

bool has_session(TestHouse& house, const std::string& key) {
  return session_json(house, key) != "(none)";
}

std::string session_json(TestHouse& house, const std::string& key) {
  const database::Rows rows =
      house.query("SELECT session_data FROM django_session WHERE session_key = $1", {key});
  if (rows.empty()) {
    return "(none)";
  }
  const accounts::DecodedSession decoded =
      accounts::decode_session(rows.front().text(0), house.house().accounts().keys);
  return decoded.outcome == accounts::DecodedSession::Outcome::kRead
             ? http::json::write(Value(decoded.data), http::json::Style::kCompactAscii)
             : "(corrupted)";
}

void put_session(TestHouse& house, const std::string& key, std::string_view json, const std::string& secret,
                 Seconds age) {
  const auto value = http::json::read(json, http::json::Constants::kAllowed);
  ASSERT_TRUE(value.has_value()) << json;
  const Instant now = house.clock().now();
  house.query("INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, $3)",
              {key, accounts::encode_session(*value->object(), keys_of(secret), now), now + age});
}

std::string session_of_user(TestHouse& house, std::int64_t id, const std::string& secret,
                            const std::string& more) {
  const database::Rows rows = house.query("SELECT password FROM auth_user WHERE id = $1", {id});
  const std::string hash =
      accounts::session_auth_hash(SecretText(rows.empty() ? "" : rows.front().text(0)), SecretText(secret));
  return R"({"_auth_user_id":")" + std::to_string(id) +
         R"(","_auth_user_backend":"django.contrib.auth.backends.ModelBackend","_auth_user_hash":")" + hash +
         "\"" + more + "}";
}

}  // namespace narvi::tests
