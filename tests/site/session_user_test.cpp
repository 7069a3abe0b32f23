// Whose session it is: the recorded cases of kind session_user, through Visit on a real database (contract
// django-auth §3.3).

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "accounts/session_data.h"
#include "accounts/vector_file.h"
#include "accounts/visit.h"
#include "browser.h"
#include "io/suspend.h"

namespace narvi::tests {
namespace {

using accounts::vectors::Case;
using accounts::vectors::Members;
using http::json::Value;

constexpr const char* kKey = "vector00000000000000000000000000";

std::vector<std::string> texts(const Value& array) {
  std::vector<std::string> list;
  for (const Value& text : *array.array()) {
    list.push_back(*text.text());
  }
  return list;
}

void put_users(TestHouse& house, const Value& users) {
  house.query("DELETE FROM django_session");
  house.query("DELETE FROM auth_user");
  for (const Value& user : *users.array()) {
    const Members row(*user.object());
    const std::int64_t id = row.integer("id");
    house.query(
        "INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_active, is_staff, "
        "is_superuser, date_joined) VALUES ($1, $2, $3, '', '', '', $4, $5, $5, $6)",
        {id, "user" + std::to_string(id), row.text("password_field"), row.boolean("is_active"), false,
         house.clock().now()});
  }
}

class SessionUser : public BothEngines {
 protected:
  /// One house for all cases of a version with the same keys.
  TestHouse& house_for(const Case& c) {
    std::vector<SecretText> fallbacks;
    if (c.inputs.has("secret_key_fallbacks")) {
      for (const std::string& key : texts(c.inputs.at("secret_key_fallbacks"))) {
        fallbacks.emplace_back(key);
      }
    }
    const std::string name = std::string(c.version.name) + (fallbacks.empty() ? "" : " fallbacks");
    std::unique_ptr<TestHouse>& house = houses_[name];
    if (!house) {
      house = make_site(GetParam(), {{"compat.django", std::string(c.version.name)},
                                     {"security.secret_key", SecretText(c.inputs.text("secret_key"))},
                                     {"security.secret_key_fallbacks", std::move(fallbacks)},
                                     {"auth.authentication_backends", texts(c.inputs.at("backends"))}});
    }
    return *house;
  }
  void check(const Case& c);

  std::map<std::string, std::unique_ptr<TestHouse>> houses_;
};

void SessionUser::check(const Case& c) {
  TestHouse& house = house_for(c);
  put_users(house, c.inputs.at("users"));
  put_session(house, kKey, http::json::write(c.inputs.at("session"), http::json::Style::kCompactAscii),
              c.inputs.text("secret_key"));
  http::Request request;
  request.method = "GET";
  const std::string cookie = std::string("sessionid=") + kKey;  // a request only refers to its fields
  request.headers.add("Cookie", cookie);
  accounts::Visit visit(house.house().accounts(), request);
  const Result<const accounts::User*> user = io::run_blocking(visit.user());
  ASSERT_TRUE(user.has_value()) << user.error().message;
  const Value& expected = c.expected.at("user_id");
  ASSERT_EQ(*user == nullptr, expected.is_null());
  if (*user != nullptr) {
    EXPECT_EQ((*user)->key.text(), std::to_string(*expected.integer()));
  }
  if (c.expected.has("upstream_raises")) {
    return;  // upstream answers 500; for us such a session is nobody's
  }
  http::Response response;
  response.status = 200;
  ASSERT_EQ(io::run_blocking(visit.finish(response)), accounts::SaveOutcome::kSaved);
  const bool flushed = c.expected.boolean("session_flushed");
  const bool moved = c.expected.boolean("session_key_changed");
  EXPECT_EQ(has_session(house, kKey), !flushed && !moved);
  EXPECT_EQ(count(house, "django_session"), flushed ? 0 : 1);
  const accounts::Session& session = *io::run_blocking(visit.session()).value();
  std::vector<std::string> left;
  for (const auto& [name, value] : session.data().members()) {
    left.push_back(name);
  }
  std::sort(left.begin(), left.end());
  EXPECT_EQ(left, texts(c.expected.at("session_keys_left")));
  EXPECT_EQ(set_cookie(response, "sessionid").find("Max-Age=0") != std::string::npos, flushed);
  if (c.expected.has("new_hash")) {
    EXPECT_NE(session_json(house, *session.key()).find(c.expected.text("new_hash")), std::string::npos);
  }
}

TEST_P(SessionUser, Vectors) {
  EXPECT_EQ(accounts::vectors::replay("session_user", [this](const Case& c) { check(c); }), 12U);
}

INSTANTIATE_TEST_SUITE_P(Engines, SessionUser, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
