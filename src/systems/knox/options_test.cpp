#include "systems/knox/options.h"

#include <gtest/gtest.h>

namespace narvi::systems::knox {
namespace {

using Texts = std::vector<std::string>;
using Changes = std::map<std::string, SettingValue>;

Settings given(Changes changes, const std::string& profile = "compat") {
  Settings all;
  all.put("compat", "time_zone", {std::string("UTC"), "default"});
  all.put("compat", "use_tz", {true, "default"});
  all.put("security", "profile", {profile, "default"});
  for (auto& [key, value] : changes) {
    all.put("systems.knox", key, {std::move(value), "narvi.toml:7"});
  }
  const SettingTable table{"systems.knox", "", settings()};
  all.put_defaults(std::span(&table, 1));
  return all;
}

Options read(Changes changes, const std::string& profile = "compat") {
  return read_options(given(std::move(changes), profile)).value();
}

TEST(KnoxOptions, DefaultsAreUpstreams) {
  const Options options = read({});
  EXPECT_EQ(options.ttl, Seconds(36000));
  EXPECT_EQ(options.shape.random_bytes, 32U);
  EXPECT_EQ(options.shape.prefix, "");
  EXPECT_EQ(options.header_prefix, "Token");
  EXPECT_EQ(options.table, "knox_authtoken");
  EXPECT_FALSE(options.limit || options.renewal.on || options.legacy_digests || options.fall_through);
  EXPECT_EQ(options.renewal.min_interval, Seconds(60));
  EXPECT_TRUE(options.user_fields.empty());
  EXPECT_TRUE(options.login_mode == LoginMode::kDefault && options.clean_up == CleanUp::kByKey);
}

TEST(KnoxOptions, TheHardenedProfileVerifiesFirst) {
  EXPECT_EQ(read({}, "hardened").clean_up, CleanUp::kVerified);
  EXPECT_EQ(read({{"clean_up", std::string("key")}}, "hardened").clean_up, CleanUp::kByKey);
}

TEST(KnoxOptions, NamesOfUpstream) {
  EXPECT_EQ(
      read({{"secure_hash_algorithm", std::string("hashlib.sha3_512")}}).shape.hash.of({"a"}).hex().size(),
      128U);
  EXPECT_EQ(read({{"user_serializer", std::string("knox.serializers.UserSerializer")}}).user_fields,
            Texts{"username"});
  EXPECT_EQ(read({{"token_ttl", std::monostate()}}).ttl, std::nullopt);
  EXPECT_EQ(read({{"auth_token_character_length", std::int64_t{33}}}).shape.random_bytes, 16U);
}

struct Wrong {
  Changes changes;
  std::string_view message;
};

TEST(KnoxOptions, ContradictionsAreRefusedByNameWithTheMend) {
  const Wrong cases[] = {
      {{{"token_prefix", std::string("elevenchars")}}, "token_prefix: it has 11 characters; 10 is the most"},
      {{{"token_prefix", std::string("a b")}}, "token_prefix: a header cannot carry it"},
      {{{"auth_token_character_length", std::int64_t{31}}}, "allow_short_tokens = true"},
      {{{"auth_header_prefix", std::string("My Token")}}, "auth_header_prefix: \"My Token\" is not one word"},
      {{{"secure_hash_algorithm", std::string("crc32")}},
       "secure_hash_algorithm: \"crc32\" is not known; known:"},
      {{{"secure_hash_algorithm", std::string("hashlib.md5")}}, "allow_weak_hash = true"},
      {{{"user_fields", Texts{"id", "id"}}}, "user_fields: \"id\" is listed twice"},
      {{{"user_fields", Texts{"id"}}, {"user_serializer", std::string("UserSerializer")}},
       "drop one of the two"},
      {{{"auto_refresh_max_ttl", std::int64_t{60}}}, "set auto_refresh = true"},
      {{{"limit_policy", std::string("evict_oldest")}}, "limit_policy: \"evict_oldest\" needs"},
      {{{"limit_policy", std::string("evict_oldest")}, {"token_limit_per_user", std::int64_t{0}}},
       "limit_policy: \"evict_oldest\" needs"},
      {{{"table", std::string("a\"; DROP TABLE b")}}, "table: "},
      {{{"expiry_datetime_format", std::string("%e")}}, "expiry_datetime_format: \"%e\""},
  };
  for (const Wrong& wrong : cases) {
    const Result<Options> options = read_options(given(wrong.changes));
    ASSERT_FALSE(options) << wrong.message;
    EXPECT_TRUE(options.error().message.starts_with("narvi.toml:7: [systems.knox] "))
        << options.error().message;
    EXPECT_NE(options.error().message.find(wrong.message), std::string::npos) << options.error().message;
  }
}

}  // namespace
}  // namespace narvi::systems::knox
