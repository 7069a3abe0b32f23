#include "cache/redis/log_script.h"

#include <charconv>
#include <optional>

#include "cache/sliding_log.h"

namespace narvi::cache::redis {

namespace {

// A log is a list of instants in microseconds, oldest first, exactly as memory keeps it. Lua's numbers are
// doubles and hold them exactly until the year 2255; the oldest goes back as text, so that the wait is
// reckoned from the same integers as in memory. A key lives for its longest period and a little more, by
// Redis' own clock: the grace is for clocks of processes that differ. Only a recording call prolongs it.
constexpr std::string_view kText = R"(
local log, cutoff = KEYS[1], tonumber(ARGV[2])
local oldest = redis.call('LINDEX', log, 0)
while oldest and tonumber(oldest) <= cutoff do
  redis.call('LPOP', log)
  oldest = redis.call('LINDEX', log, 0)
end
local count = redis.call('LLEN', log)
if count >= tonumber(ARGV[3]) then
  return {0, count, oldest or ''}
end
if ARGV[4] == '1' then
  redis.call('RPUSH', log, ARGV[1])
  if redis.call('PTTL', log) < tonumber(ARGV[5]) then
    redis.call('PEXPIRE', log, ARGV[5])
  end
end
return {1}
)";

constexpr std::chrono::milliseconds kGrace{5000};

std::string microseconds(Instant instant) {
  return std::to_string(instant.time_since_epoch().count());
}

std::optional<Instant> instant_of(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(Instant(Microseconds(count))) : std::nullopt;
}

tl::unexpected<Error> strange() {
  return fail(ErrorKind::kUnavailable, "Redis did not answer a limit as it should");
}

}  // namespace

const Script& log_script() {
  static const Script script(kText);
  return script;
}

std::vector<std::string> words_of(const Question& question) {
  const auto life = std::chrono::ceil<std::chrono::milliseconds>(question.period) + kGrace;
  return {"1",
          question.key,
          microseconds(question.now),
          microseconds(question.now - question.period),
          std::to_string(question.limit),
          question.records ? "1" : "0",
          std::to_string(life.count())};
}

Result<Allowance> read_allowance(const Question& question, const Reply& reply) {
  const std::vector<Reply>& parts = reply.elements;
  if (parts.empty() || parts[0].kind != Reply::Kind::kInteger) {
    return strange();
  }
  if (parts[0].integer == 1 && parts.size() == 1) {
    return Allowance{true, std::nullopt};
  }
  if (parts[0].integer != 0 || parts.size() != 3 || parts[1].kind != Reply::Kind::kInteger ||
      parts[1].integer < question.limit || parts[2].kind != Reply::Kind::kString) {
    return strange();
  }
  std::optional<Instant> oldest;
  if (!parts[2].text.empty()) {
    oldest = instant_of(parts[2].text);
    if (!oldest) {
      return strange();
    }
  }
  return refusal(question.limit, parts[1].integer, question.period, question.now, oldest);
}

}  // namespace narvi::cache::redis
