#include "systems/sav/options.h"

#include <gtest/gtest.h>

namespace narvi::systems::sav {
namespace {

using Texts = std::vector<std::string>;
using Rates = std::map<std::string, std::string>;

Settings given(std::map<std::string, SettingValue> changes) {
  Settings all;
  for (auto& [key, value] : changes) {
    all.put("systems.sav", key, {std::move(value), "narvi.toml:7"});
  }
  const SettingTable table{"systems.sav", "", settings()};
  all.put_defaults(std::span(&table, 1));
  return all;
}

TEST(Options, DefaultsAreUpstreams) {
  const Result<Options> options = read_options(given({}));
  ASSERT_TRUE(options.has_value());
  EXPECT_FALSE(options->informative || options->error_codes || options->enforce_login_csrf ||
               options->csrf_endpoint || options->no_store || options->count_failures_only ||
               options->fail_closed);
  EXPECT_TRUE(options->throttle_classes.empty());
  EXPECT_FALSE(options->address_rate || options->account_rate);
  EXPECT_EQ(options->throttle_methods, Texts{"POST"});
}

TEST(Options, CodesFollowTheStatusUnlessTold) {
  struct Case {
    std::string status;
    std::string codes;
    bool sent;
  };
  for (const Case& one : {Case{"legacy", "auto", false}, Case{"legacy", "on", true},
                          Case{"legacy", "off", false}, Case{"informative", "auto", true},
                          Case{"informative", "on", true}, Case{"informative", "off", false}}) {
    const auto options = read_options(given({{"error_status", one.status}, {"error_codes", one.codes}}));
    EXPECT_EQ(options.value().error_codes, one.sent) << one.status << " " << one.codes;
  }
}

TEST(Options, Rates) {
  const auto options = read_options(
      given({{"throttle_classes", Texts{"address", "account", "default"}},
             {"throttle_rates", Rates{{"session_login", "10/15m"}, {"session_login_account", "3/min"}}}}));
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(options->address_rate, (rest::Rate{10, Seconds(900)}));
  EXPECT_EQ(options->account_rate, (rest::Rate{3, Seconds(60)}));
}

struct Wrong {
  std::map<std::string, SettingValue> changes;
  std::string_view message;
};

TEST(Options, ContradictionsAreRefusedByName) {
  const Rates address{{"session_login", "1/min"}};
  const Rates account{{"session_login_account", "1/min"}};
  const Wrong cases[] = {
      {{{"throttle_classes", Texts{"address"}}},
       "throttle_classes: \"address\" needs throttle_rates.session_login"},
      {{{"throttle_classes", Texts{"account"}}, {"throttle_rates", address}},
       "throttle_classes: \"account\" needs throttle_rates.session_login_account"},
      {{{"throttle_rates", address}}, "throttle_rates: a rate is set, but throttle_classes does not list"},
      {{{"throttle_rates", Rates{{"login", "1/min"}}}}, "throttle_rates: \"login\" is not a rate of sav"},
      {{{"throttle_classes", Texts{"address"}}, {"throttle_rates", Rates{{"session_login", "often"}}}},
       "throttle_rates: \"often\" is not a rate"},
      {{{"throttle_classes", Texts{"address", "address"}}, {"throttle_rates", address}},
       "throttle_classes: \"address\" is listed twice"},
      {{{"throttle_classes", Texts{"address"}}, {"throttle_rates", address}, {"throttle_methods", Texts{}}},
       "throttle_methods: it is empty"},
      {{{"throttle_classes", Texts{"account"}},
        {"throttle_rates", account},
        {"throttle_methods", Texts{"DELETE"}}},
       "throttle_methods: \"account\" and throttle_count"},
      {{{"throttle_classes", Texts{"address"}},
        {"throttle_rates", address},
        {"throttle_count", std::string("failures")},
        {"throttle_methods", Texts{"DELETE"}}},
       "throttle_methods: \"account\" and throttle_count"},
  };
  for (const Wrong& one : cases) {
    const auto options = read_options(given(one.changes));
    ASSERT_FALSE(options.has_value()) << one.message;
    EXPECT_EQ(options.error().kind, ErrorKind::kConfiguration);
    EXPECT_NE(options.error().message.find("[systems.sav] " + std::string(one.message)), std::string::npos)
        << options.error().message;
  }
}

}  // namespace
}  // namespace narvi::systems::sav
