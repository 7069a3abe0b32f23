// [cache]: what may stand there, how it is shown, and what it makes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cache_wiring.h"
#include "app/setting_syntax.h"
#include "app/settings_check.h"
#include "app/testing.h"
#include "cache/memory/memory_counters.h"
#include "io/suspend.h"

namespace narvi::app {
namespace {

std::vector<std::string> check(const std::string& line) {
  const HouseTables tables;
  std::vector<std::string> messages;
  for (const SettingProblem& problem :
       check_settings(settings_from("[cache]\n" + line + "\n"), tables.all())) {
    EXPECT_FALSE(problem.mend.empty());
    messages.push_back(problem.message);
  }
  return messages;
}

TEST(CacheSettings, WhatPeopleWriteIsRight) {
  for (const char* line :
       {"url = \"memory:\"", "url = \"redis://localhost\"", "url = \"redis://:p%40ss@10.0.0.1:6380/2\"",
        "url = \"unix:/run/redis/redis.sock\"", "deadline = 5", "key_prefix = \"shop:\"",
        "key_prefix = \"\""}) {
    EXPECT_THAT(check(line), testing::IsEmpty()) << line;
  }
}

TEST(CacheSettings, TheRestIsToldWithoutThePassword) {
  for (const char* line :
       {"url = \"\"", "url = \"memory\"", "url = \"redis:hush\"", "url = \"redis://:hush@\"",
        "url = \"memcached://h\"", "url = \"unix:redis.sock\""}) {
    EXPECT_THAT(check(line), testing::ElementsAre("[cache] url: this is not the address of a cache")) << line;
  }
  for (const std::string& prefix : {std::string("a b"), std::string("\u00e9"), std::string(101, 'x')}) {
    EXPECT_EQ(check("key_prefix = \"" + prefix + "\"").size(), 1U) << prefix;
  }
}

TEST(CacheSettings, UrlsAreShownWithoutThePassword) {
  EXPECT_EQ(redacted_url("memory:"), "memory:");
  EXPECT_EQ(redacted_url("redis://:hush@h:1/2"), "redis://:(set)@h:1/2");
  EXPECT_EQ(redacted_url("redis://kim:hu@sh@h"), "redis://kim:(set)@h");
  EXPECT_EQ(redacted_url("redis://h/2"), "redis://h/2");
  EXPECT_EQ(redacted_url("unix:/run/r"), "unix:/run/r");
  EXPECT_EQ(redacted_url("unix://:hush@/run/r"), "unix://:(set)@/run/r");
  EXPECT_EQ(redacted_url("redis:hush"), "(set)");
}

TEST(CacheWiring, MemoryIsTheDefault) {
  const auto counters = make_counters(settings_from(""), {});
  ASSERT_TRUE(counters.has_value());
  EXPECT_NE(dynamic_cast<cache::memory::MemoryCounters*>(counters->get()), nullptr);
  EXPECT_TRUE(reach_counters(settings_from("")).has_value());
}

TEST(CacheWiring, RedisThatIsAwayIsNoReasonNotToStart) {
  const Settings settings = settings_from("[cache]\nurl = \"unix:/nowhere/redis.sock\"\n");
  const auto counters = make_counters(settings, {});
  ASSERT_TRUE(counters.has_value());
  const Result<void> reached = reach_counters(settings);
  ASSERT_FALSE(reached.has_value());
  EXPECT_EQ(reached.error().kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace narvi::app
