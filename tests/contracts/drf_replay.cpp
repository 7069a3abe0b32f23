#include "drf_replay.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "drf_views.h"
#include "vectors.h"

namespace narvi::tests {

using http::json::Value;

namespace {

const Value* find(const Value& object, std::string_view key) {
  return object.object() == nullptr ? nullptr : object.object()->find(key);
}

std::vector<std::string> texts(const Value& array) {
  std::vector<std::string> list;
  for (const Value& value : *array.array()) {
    list.push_back(*value.text());
  }
  return list;
}

std::map<std::string, std::string> rates(const Value& table) {
  std::map<std::string, std::string> rates;
  for (const auto& [scope, rate] : table.object()->members()) {
    rates[scope] = *rate.text();
  }
  return rates;
}

/// One of REST_FRAMEWORK's settings under its name here. False: it has none.
bool map_setting(const std::string& name, const Value& value, SettingChanges& changes) {
  if (name == "NUM_PROXIES") {
    changes["rest_framework.num_proxies"] = *value.integer();
  } else if (name == "DEFAULT_THROTTLE_RATES") {
    changes["rest_framework.default_throttle_rates"] = rates(value);
  } else if (name == "NON_FIELD_ERRORS_KEY") {
    changes["rest_framework.non_field_errors_key"] = *value.text();
  } else if (name == "UNAUTHENTICATED_USER" && value.is_null()) {
    changes["rest_framework.unauthenticated_user"] = std::monostate();
  } else {
    return false;
  }
  return true;
}

/// The settings of one exchange; those without a name here are told in `unmapped`.
SettingChanges changes(DrfVersion version, const Value& vector, std::vector<std::string>& unmapped) {
  const Value& site = member(drf_fixtures(), "settings");
  const Value& framework = member(site, "REST_FRAMEWORK");
  SettingChanges changes{
      {"security.secret_key", SecretText(text_of(site, "SECRET_KEY"))},
      {"security.proxy_ssl_header", std::string("X-Forwarded-Proto:https")},
      {"server.allowed_hosts", texts(member(site, "ALLOWED_HOSTS"))},
      {"server.trusted_proxies", std::vector<std::string>{"127.0.0.1"}},
      {"auth.pbkdf2_iterations", std::int64_t{1000}},
      {"auth.authentication_backends", texts(member(site, "AUTHENTICATION_BACKENDS"))},
      {"rest_framework.default_throttle_rates", rates(member(framework, "DEFAULT_THROTTLE_RATES"))},
      {"systems.authtoken.enabled", true},
      {"compat.django", std::string(version == DrfVersion::k3_14 ? "3.2" : "5.2")},
      {"compat.rest_framework", std::string(version == DrfVersion::k3_14 ? "3.14" : "3.18")},
  };
  if (const Value* own = find(member(vector, "setup"), "settings")) {
    for (const auto& [table, values] : own->object()->members()) {
      const bool known = table == "REST_FRAMEWORK" &&
                         std::ranges::all_of(values.object()->members(), [&](const auto& setting) {
                           return map_setting(setting.first, setting.second, changes);
                         });
      if (!known) {
        unmapped.push_back(table);
      }
    }
  }
  return changes;
}

/// Loads the fixture's rows.
void load(TestHouse& house) {
  house.load_rows(member(drf_fixtures(), "tables"));
  for (const auto& [user, permissions] : member(drf_fixtures(), "user_permissions").object()->members()) {
    for (const std::string& permission : texts(permissions)) {
      const std::size_t dot = permission.find('.');
      house.query(
          "INSERT INTO auth_user_user_permissions (user_id, permission_id) "
          "SELECT u.id, p.id FROM auth_user u, auth_permission p JOIN django_content_type c ON c.id = "
          "p.content_type_id "
          "WHERE u.username = $1 AND c.app_label = $2 AND p.codename = $3",
          {user, permission.substr(0, dot), permission.substr(dot + 1)});
    }
  }
}

/// The part of an exchange's setup that a house is built from.
Value own_settings(const Value& setup) {
  const Value* own = find(setup, "settings");
  return own == nullptr ? Value() : *own;
}

}  // namespace

const Value& drf_fixtures() {
  static const Value kFile = load_vectors("drf_fixtures.json");
  return kFile;
}

DrfReplay::DrfReplay(Engine engine, DrfVersion version)
    : version_(version), url_(fresh_database_url(engine)) {}

http::Response DrfReplay::answer(const Value& vector) {
  const Value& setup = member(vector, "setup");
  const Value* step = find(setup, "step");
  const Value* clock = find(setup, "clock");
  const bool empty_cache = step != nullptr && *step->integer() == 0;
  const bool clocked = clock != nullptr;
  if (house_ == nullptr || empty_cache || clocked != clocked_ || !(own_settings(setup) == settings_)) {
    build(vector);
    clocked_ = clocked;
  }
  if (clocked) {
    house_->clock().set(Instant(Microseconds(std::llround(*clock->real() * 1e6))));
  }
  return house_->answer(request_of(vector));
}

void DrfReplay::build(const Value& vector) {
  const bool first = house_ == nullptr;
  house_.reset();
  settings_ = own_settings(member(vector, "setup"));
  unmapped_.clear();
  const SettingChanges wanted = changes(version_, vector, unmapped_);
  DrfViewSettings views;
  const auto proxies = wanted.find("rest_framework.num_proxies");
  if (proxies != wanted.end()) {
    views.num_proxies = std::get<std::int64_t>(proxies->second);
  }
  house_ = std::make_unique<TestHouse>(url_, wanted, drf_views(views));
  if (first) {
    load(*house_);
  }
}

}  // namespace narvi::tests
