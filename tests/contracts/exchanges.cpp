#include "exchanges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/utf8.h"
#include "exchange_state.h"
#include "rest/call.h"
#include "rest/scheme.h"

namespace narvi::tests {

using http::json::Array;
using http::json::Object;
using http::json::Value;

namespace {

class LateScheme final : public rest::Scheme {
 public:
  explicit LateScheme(std::function<std::shared_ptr<const rest::Scheme>(const rest::Services&)> make)
      : make_(std::move(make)) {}
  std::string_view name() const override { return "late"; }
  std::string challenge() const override { return made_ == nullptr ? std::string() : made_->challenge(); }
  io::Task<Result<rest::Verdict>> authenticate(rest::Call& call) const override {
    std::call_once(once_, [&] { made_ = make_(call.services); });
    return made_->authenticate(call);
  }

 private:
  std::function<std::shared_ptr<const rest::Scheme>(const rest::Services&)> make_;
  mutable std::once_flag once_;
  mutable std::shared_ptr<const rest::Scheme> made_;
};

/// One character, one byte.
std::string bytes_of_latin1(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    bytes += static_cast<char>(point.value);
    text.remove_prefix(point.length);
  }
  return bytes;
}

std::string bytes_of_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

std::string written(const Value& value) {
  return http::json::write(value, http::json::Style::kCompactUtf8);
}

bool map_framework(const Value& framework, SettingChanges& changes) {
  static const std::map<std::string, std::string, std::less<>> kLists = {
      {"DEFAULT_AUTHENTICATION_CLASSES", "rest_framework.default_authentication_classes"},
      {"DEFAULT_PERMISSION_CLASSES", "rest_framework.default_permission_classes"},
      {"DEFAULT_RENDERER_CLASSES", "rest_framework.default_renderer_classes"},
  };
  for (const auto& [name, value] : framework.object()->members()) {
    const auto list = kLists.find(name);
    if (list != kLists.end()) {
      changes[list->second] = text_list(value);
    } else if (name == "DEFAULT_THROTTLE_RATES") {
      std::map<std::string, std::string> rates;
      for (const auto& [scope, rate] : value.object()->members()) {
        rates[scope] = *rate.text();
      }
      changes["rest_framework.default_throttle_rates"] = std::move(rates);
    } else {
      return false;
    }
  }
  return true;
}

/// contracts README §3, "Switches for all" and "Settings": a name that is not known fails the test.
SettingChanges settings_of(const ExchangeSystem& system, const Value& vector) {
  SettingChanges changes{
      {"security.secret_key", SecretText("narvi-vector-secret-key-0123456789abcdefghijklmnop")},
      {"server.allowed_hosts", std::vector<std::string>{"testserver"}},
      {"server.trusted_proxies", std::vector<std::string>{"127.0.0.1"}},
      {"auth.pbkdf2_iterations", std::int64_t{1000}},
      {"compat.django", std::string("3.2")},
      {"compat.rest_framework", std::string("3.14")},
  };
  for (const auto& [name, value] : system.settings) {
    changes[name] = value;
  }
  for (const auto& [name, value] : member(member(vector, "setup"), "settings").object()->members()) {
    bool known = true;
    if (name == "REST_FRAMEWORK") {
      known = map_framework(value, changes);
    } else if (name == "TIME_ZONE") {
      changes["compat.time_zone"] = *value.text();
    } else if (name == "USE_TZ") {
      changes["compat.use_tz"] = *value.boolean();
    } else {
      known = system.map_setting(name, value, changes);
    }
    EXPECT_TRUE(known) << name << " = " << written(value) << " has no name here";
  }
  if (system.adjust) {
    system.adjust(text_of(vector, "name"), changes);
  }
  return changes;
}

/// durin §10: header characters are bytes; an object is sent as JSON; a text as it is.
TestRequest exchange_request(const ExchangeSystem& system, const Value& given) {
  TestRequest request;
  request.method = text_of(given, "method");
  request.target = text_of(given, "path");
  for (const auto& [name, value] : member(given, "headers").object()->members()) {
    request.headers.emplace_back(name, bytes_of_latin1(*value.text()));
  }
  const Value& body = member(given, "body");
  if (body.object() != nullptr) {
    request.body = written(body);
    const bool typed = std::ranges::any_of(
        request.headers, [](const auto& header) { return http::same_name(header.first, "Content-Type"); });
    if (!typed) {
      request.headers.emplace_back("Content-Type", "application/json");
    }
  } else if (body.text() != nullptr) {
    request.body = *body.text();
  }
  if (system.adjust_request) {
    system.adjust_request(request);
  }
  return request;
}

/// The expectation in the form of `differences`: Set-Cookie apart, body_text as raw.
Value comparable_answer(const Value& vector) {
  const Value* better = vector.object()->find("better");
  const Object& given = better != nullptr ? *better->object() : *member(vector, "expect").object();
  Object expect;
  expect.set("status", *given.find("status"));
  Object headers;
  if (const Value* listed = given.find("headers")) {
    for (const auto& [name, value] : listed->object()->members()) {
      if (value.array() != nullptr) {
        expect.set("set_cookie", value);
      } else {
        headers.set(name, value);
      }
    }
  }
  expect.set("headers", Value(std::move(headers)));
  if (const Value* text = given.find("body_text"); text != nullptr && text->text() != nullptr) {
    expect.set("raw", *text);
  } else if (const Value* json = given.find("json")) {
    expect.set("json", *json);
  }
  return Value(std::move(expect));
}

std::vector<std::string> names_of_headers(const Array& vectors) {
  std::vector<std::string> names = header_names(vectors);
  std::erase_if(names, [](const std::string& name) { return http::same_name(name, "Set-Cookie"); });
  return names;
}

void run_prior(TestHouse& house, const ExchangeSystem& system, const Value& setup) {
  const Value* prior = setup.object()->find("prior");
  if (prior == nullptr) {
    return;
  }
  for (const Value& step : *prior->array()) {
    if (const std::string sql = text_of(step, "sql"); !sql.empty()) {
      house.query(sql);
      continue;
    }
    if (const Value* seconds = step.object()->find("advance_s")) {
      const double length =
          seconds->real() != nullptr ? *seconds->real() : static_cast<double>(*seconds->integer());
      house.clock().advance(Microseconds(static_cast<std::int64_t>(length * 1e6)));
    }
    const http::Response response = house.answer(exchange_request(system, step));
    EXPECT_EQ(response.status, *member(step, "status").integer()) << "prior: " << response.body;
  }
}

/// Resources answer with what the site's endpoints do.
std::vector<rest::Endpoint> resources_of(const ExchangeSystem& system, const SettingChanges& changes) {
  std::vector<rest::Endpoint> resources;
  if (system.resources) {
    resources = system.resources();
  }
  const auto classes = changes.find("rest_framework.default_renderer_classes");
  const bool json_only =
      classes != changes.end() && std::get<std::vector<std::string>>(classes->second).size() == 1;
  for (rest::Endpoint& resource : resources) {
    resource.renderers = {"application/json"};
    if (!json_only) {
      resource.renderers.emplace_back("text/html");
    }
  }
  return resources;
}

void replay(const ExchangeSystem& system, const std::string& url, const Value& vector,
            const std::vector<std::string>& headers) {
  const Value& setup = member(vector, "setup");
  const SettingChanges changes = settings_of(system, vector);
  TestHouse house(url, changes, resources_of(system, changes));
  house.clock().set(instant_of(text_of(setup, "now")));
  insert_state(house, system, setup);
  for (const std::string& bytes : text_list(member(setup, "random_hex"))) {
    house.random().script(bytes_of_hex(bytes));
  }
  SignalLog signals(house);
  run_prior(house, system, setup);
  if (const std::string later = text_of(setup, "now_at_request"); !later.empty()) {
    house.clock().set(instant_of(later));
  }
  signals.clear();
  const Value before = state_of(house, system);
  const http::Response response = house.answer(exchange_request(system, member(vector, "request")));
  const bool has_better = vector.object()->find("better") != nullptr;
  for (const std::string& difference :
       differences(response, comparable_answer(vector), has_better ? std::vector<std::string>() : headers)) {
    ADD_FAILURE() << difference;
  }
  // README §3, "Which expectation": with `better` the rows stay as before.
  const Value& expect = member(vector, "expect");
  const Value rows = has_better ? before : comparable_state(system, member(expect, "db"));
  EXPECT_EQ(written(state_of(house, system)), written(rows));
  if (!has_better) {
    EXPECT_EQ(written(signals.taken()), written(comparable_signals(member(expect, "signals"))));
  }
}

}  // namespace

std::shared_ptr<const rest::Scheme> late_scheme(
    std::function<std::shared_ptr<const rest::Scheme>(const rest::Services&)> make) {
  return std::make_shared<LateScheme>(std::move(make));
}

std::vector<std::string> text_list(const Value& array) {
  std::vector<std::string> list;
  for (const Value& value : *array.array()) {
    list.push_back(*value.text());
  }
  return list;
}

std::size_t replay_exchanges(const ExchangeSystem& system, Engine engine) {
  const Value file = load_vectors(system.file);
  const Array& vectors = *file.array();
  const std::vector<std::string> headers = names_of_headers(vectors);
  const std::string url = fresh_database_url(engine);
  std::map<std::string, std::string> excluded = system.excluded;
  std::size_t replayed = 0;
  for (const Value& vector : vectors) {
    const std::string name = text_of(vector, "name");
    SCOPED_TRACE(name);
    if (excluded.erase(name) == 0) {
      replay(system, url, vector, headers);
      ++replayed;
    }
  }
  for (const auto& [name, reason] : excluded) {
    ADD_FAILURE() << name << " is excluded (" << reason << ") but not in the file";
  }
  return replayed;
}

}  // namespace narvi::tests
