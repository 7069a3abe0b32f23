#pragma once
// The sliding log as a Lua script, which Redis runs as one step, and the reading of what it answers.

#include <cstdint>
#include <string>
#include <vector>

#include "cache/counters.h"
#include "cache/redis/call.h"

namespace narvi::cache::redis {

/// One question to a log.
struct Question {
  std::string key;
  std::int64_t limit = 0;
  Microseconds period{};
  Instant now;
  bool records = false;  ///< counts the hit if it is allowed
};

const Script& log_script();

/// The words that go with log_script().
std::vector<std::string> words_of(const Question& question);

/// What the script's answer says. Error (kUnavailable): it is not an answer of that script.
Result<Allowance> read_allowance(const Question& question, const Reply& reply);

}  // namespace narvi::cache::redis
