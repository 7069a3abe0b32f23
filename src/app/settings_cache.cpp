#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

constexpr auto kCache = std::to_array<Setting>({
    {"url", SettingType::kSecretUrl, "\"memory:\"",
     "where limits are counted: \"memory:\" for each process by itself; shared by all in "
     "\"redis://:password@host:6379/0\" or \"unix:/run/redis/redis.sock\""},
    {"deadline", SettingType::kDuration, "1", "seconds until Redis must have answered", {}, 1, 60},
    {"key_prefix", SettingType::kText, "\"narvi:\"",
     "what keys in Redis begin with; sites that share a server need one each"},
});

constexpr std::array<SettingTable, 1> kTables = {{
    {"cache", "Where limits are counted.", kCache},
}};

}  // namespace

std::span<const SettingTable> cache_tables() {
  return kTables;
}

}  // namespace narvi::app
