#include "accounts/session_expiry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <variant>

namespace narvi::accounts {

namespace {

using http::json::Value;

constexpr std::int64_t kFarthest = 10'000LL * 366 * 86'400;  // seconds: beyond the calendar of every engine
constexpr Seconds kStandardAge{1'209'600};                   // a session's age cannot be left out

/// Reads `digits` decimal digits and takes them off.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  const std::size_t size = std::min(digits, text.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + size, value);
  if (error != std::errc() || size != digits || end != text.data() + size || text.front() == '-') {
    return std::nullopt;
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const std::optional<int> year = take_number(text, 4);
  const bool first_dash = take(text, '-');
  const std::optional<int> month = take_number(text, 2);
  const bool second_dash = take(text, '-');
  const std::optional<int> day = take_number(text, 2);
  if (!year || !month || !day || !first_dash || !second_dash || *year == 0) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

/// HH:MM, then :SS, then .ffffff or .fff; the last two may be absent.
std::optional<Microseconds> take_time(std::string_view& text) {
  const std::optional<int> hours = take_number(text, 2);
  const bool colon = take(text, ':');
  const std::optional<int> minutes = take_number(text, 2);
  if (!hours || !minutes || !colon || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  Microseconds time = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  if (!take(text, ':')) {
    return time;
  }
  const std::optional<int> seconds = take_number(text, 2);
  if (!seconds || *seconds > 59) {
    return std::nullopt;
  }
  time += Seconds(*seconds);
  if (!take(text, '.')) {
    return time;
  }
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::optional<int> fraction = digits == 3 || digits == 6 ? take_number(text, digits) : std::nullopt;
  if (!fraction) {
    return std::nullopt;
  }
  return time + (digits == 3 ? Microseconds(Milliseconds(*fraction)) : Microseconds(*fraction));
}

/// What is left must be empty, Z, or +HH:MM[:SS[.ffffff]].
std::optional<Microseconds> read_offset(std::string_view text) {
  if (text.empty() || text == "Z") {
    return Microseconds(0);
  }
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) {
    return std::nullopt;
  }
  text.remove_prefix(1);
  const std::optional<Microseconds> offset = take_time(text);
  if (!offset || !text.empty()) {
    return std::nullopt;
  }
  return west ? -*offset : *offset;
}

/// The stored number of seconds; empty if there is none. Python counts true as 1.
std::optional<Seconds> stored_seconds(const Value& value) {
  if (const bool* const flag = value.boolean()) {
    return Seconds(*flag ? 1 : 0);
  }
  if (const std::int64_t* const number = value.integer()) {
    return Seconds(std::clamp(*number, -kFarthest, kFarthest));
  }
  if (const http::json::BigInteger* const big = value.big_integer()) {
    return Seconds(big->digits.starts_with('-') ? -kFarthest : kFarthest);
  }
  const double* const real = value.real();
  if (real != nullptr && !std::isnan(*real)) {
    const auto bound = static_cast<double>(kFarthest);
    return Seconds(static_cast<std::int64_t>(std::floor(std::clamp(*real, -bound, bound))));
  }
  return std::nullopt;
}

std::string padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

}  // namespace

SessionExpiry session_expiry(const http::json::Object& data, Instant now, const SessionSettings& settings) {
  const Seconds age = settings.cookie.age.value_or(kStandardAge);
  const SessionExpiry standard{settings.expire_at_browser_close, age, now + age};
  const Value* const stored = data.find(kSessionExpiryKey);
  if (stored == nullptr) {
    return standard;
  }
  if (const std::string* const text = stored->text()) {
    const std::optional<Instant> end = parse_session_expiry(*text);
    return end ? SessionExpiry{false, std::chrono::floor<Seconds>(*end - now), *end} : standard;
  }
  const std::optional<Seconds> seconds = stored_seconds(*stored);
  if (!seconds) {
    return standard;
  }
  if (*seconds == Seconds(0)) {
    return {true, age, now + age};
  }
  return {false, *seconds, now + *seconds};
}

void expire_session_after(Session& session, Seconds time) {
  session.set(kSessionExpiryKey, Value(std::int64_t{time.count()}));
}

Result<void> expire_session_at(Session& session, Instant end, const DjangoBehaviour& version) {
  if (!version.session_expiry_instants) {
    return fail(ErrorKind::kInvalid, "Django " + std::string(version.name) +
                                         " cannot store the instant at which a session ends; give seconds");
  }
  session.set(kSessionExpiryKey, Value(session_expiry_text(end)));
  return {};
}

void expire_session_as_set(Session& session) {
  session.erase(kSessionExpiryKey);
}

SessionExpiry expiry_of(Session& session, Instant now, const SessionSettings& settings) {
  session.get(kSessionExpiryKey);  // the access
  return session_expiry(session.data(), now, settings);
}

std::string session_expiry_text(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<Microseconds> time(instant - day);
  std::string out = padded(static_cast<int>(date.year()), 4) + '-' +
                    padded(static_cast<unsigned>(date.month()), 2) + '-' +
                    padded(static_cast<unsigned>(date.day()), 2) + 'T' + padded(time.hours().count(), 2) +
                    ':' + padded(time.minutes().count(), 2) + ':' + padded(time.seconds().count(), 2);
  if (time.subseconds() != Microseconds(0)) {
    out += '.' + padded(time.subseconds().count(), 6);
  }
  return out + "+00:00";
}

std::optional<Instant> parse_session_expiry(std::string_view text) {
  const std::optional<std::chrono::sys_days> date = take_date(text);
  if (!date || text.empty()) {
    return std::nullopt;
  }
  text.remove_prefix(1);  // any separator, as fromisoformat
  const std::optional<Microseconds> time = take_time(text);
  const std::optional<Microseconds> offset = time ? read_offset(text) : std::nullopt;
  if (!offset) {
    return std::nullopt;
  }
  return Instant(*date) + *time - *offset;
}

}  // namespace narvi::accounts
