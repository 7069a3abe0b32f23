#include "systems/durin/duration_text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>

namespace narvi::systems::durin {

namespace {

constexpr std::string_view kWrong =
    "Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu].";
constexpr std::size_t kLongest = 100;
constexpr std::size_t kMostDigits = 15;  // as a float holds them exactly; more is out of range anyway

// Microseconds in each; __int128, because sums of what 15 digits can say must not overflow.
using Wide = __int128;
constexpr Wide kSecond = 1'000'000;
constexpr Wide kMinute = 60 * kSecond;
constexpr Wide kHour = 60 * kMinute;
constexpr Wide kDay = 24 * kHour;

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

/// Takes what one of the three grammars names next off the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view word) {
    const bool there = rest_.starts_with(word);
    rest_.remove_prefix(there ? word.size() : 0);
    return there;
  }
  /// A run of digits, as it stands; empty: none, or more than can be meant.
  std::string_view digits() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    const std::string_view run = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    if (run.size() > kMostDigits) {
      return {};
    }
    rest_.remove_prefix(run.size());
    return run;
  }
  std::optional<Wide> number() {
    const std::string_view run = digits();
    Wide value = 0;
    for (const char digit : run) {
      value = value * 10 + (digit - '0');
    }
    return run.empty() ? std::nullopt : std::optional(value);
  }
  /// 1 to 6 digits behind the point, as microseconds; up to `dropped` more are passed over.
  std::optional<Wide> fraction(std::size_t dropped) {
    constexpr std::size_t kPlaces = 6;
    const std::string_view run = digits();
    if (run.empty() || run.size() > kPlaces + dropped) {
      return std::nullopt;
    }
    Wide value = 0;
    for (std::size_t place = 0; place < kPlaces; ++place) {
      value = value * 10 + (place < run.size() ? run[place] - '0' : 0);
    }
    return value;
  }

 private:
  std::string_view rest_;
};

/// "-5 ", "5 ": whole days and the blank behind them.
std::optional<Wide> leading_days(Cursor& cursor) {
  const Wide sign = cursor.take("-") ? -1 : 1;
  const std::optional<Wide> days = cursor.number();
  return days && cursor.take(" ") ? std::optional(sign * *days * kDay) : std::nullopt;
}

std::optional<Wide> standard(std::string_view text) {
  Cursor cursor(text);
  Wide days = 0;
  if (text.find(' ') != std::string_view::npos) {
    const std::optional<Wide> given = leading_days(cursor);
    if (!given) {
      return std::nullopt;
    }
    days = *given;
    if (!cursor.take("days, ")) {
      cursor.take("day, ");
    }
  }
  const Wide sign = cursor.take("-") ? -1 : 1;
  Wide seconds = 0;
  for (int field = 0; field < 3; ++field) {
    const std::optional<Wide> number = cursor.number();
    if (!number) {
      return std::nullopt;
    }
    seconds = seconds * 60 + *number;
    if (field == 2 || !cursor.take(":")) {
      break;
    }
  }
  Wide micros = 0;
  if (cursor.take(".") || cursor.take(",")) {
    const std::optional<Wide> fraction = cursor.fraction(6);
    if (!fraction) {
      return std::nullopt;
    }
    micros = *fraction;
  }
  return cursor.at_end() ? std::optional(days + sign * (seconds * kSecond + micros)) : std::nullopt;
}

/// "1", "1.5" or "1,5" of `unit`; a part of a microsecond is rounded half to even, as timedelta does.
std::optional<Wide> iso_number(Cursor& cursor, Wide unit) {
  const std::optional<Wide> whole = cursor.number();
  if (!whole) {
    return std::nullopt;
  }
  if (!cursor.take(".") && !cursor.take(",")) {
    return *whole * unit;
  }
  const std::string_view run = cursor.digits();
  long double part = 0;
  for (auto digit = run.rbegin(); digit != run.rend(); ++digit) {
    part = (part + static_cast<long double>(*digit - '0')) / 10;
  }
  const auto micros = static_cast<Wide>(std::nearbyint(part * static_cast<long double>(unit)));
  return run.empty() ? std::nullopt : std::optional(*whole * unit + micros);
}

std::optional<Wide> iso8601(std::string_view text) {
  struct Part {
    std::string_view letter;
    Wide unit;
    bool of_time;
  };
  constexpr Part kParts[] = {
      {"D", kDay, false}, {"H", kHour, true}, {"M", kMinute, true}, {"S", kSecond, true}};
  Cursor cursor(text);
  const Wide sign = cursor.take("-") ? -1 : 1;
  if ((sign > 0 && cursor.take("+"), !cursor.take("P"))) {
    return std::nullopt;
  }
  Wide total = 0;
  bool in_time = false;
  std::size_t next = 0;
  while (!cursor.at_end()) {
    if (!in_time && cursor.take("T")) {
      in_time = true;
      continue;
    }
    // The number stands before the letter that tells what it counts.
    const Cursor before = cursor;
    bool matched = false;
    for (; next < std::size(kParts) && !matched; ++next) {
      cursor = before;
      const std::optional<Wide> value = iso_number(cursor, kParts[next].unit);
      matched = value && kParts[next].of_time == in_time && cursor.take(kParts[next].letter);
      total += matched ? *value : 0;
    }
    if (!matched) {
      return std::nullopt;
    }
  }
  return sign * total;
}

std::optional<Wide> two_digits(Cursor& cursor) {
  const std::string_view run = cursor.digits();
  return run.size() == 2 ? std::optional<Wide>((run[0] - '0') * 10 + (run[1] - '0')) : std::nullopt;
}

std::optional<Wide> postgres_time(Cursor& cursor) {
  const Wide sign = cursor.take("-") ? -1 : 1;
  if (sign > 0) {
    cursor.take("+");
  }
  const std::optional<Wide> hours = cursor.number();
  const bool colon = hours && cursor.take(":");
  const std::optional<Wide> minutes = colon ? two_digits(cursor) : std::nullopt;
  const bool second_colon = minutes && cursor.take(":");
  const std::optional<Wide> seconds = second_colon ? two_digits(cursor) : std::nullopt;
  if (!seconds) {
    return std::nullopt;
  }
  std::optional<Wide> micros = 0;
  if (cursor.take(".")) {
    micros = cursor.fraction(0);
  }
  return micros && cursor.at_end()
             ? std::optional(sign * (*hours * kHour + *minutes * kMinute + *seconds * kSecond + *micros))
             : std::nullopt;
}

std::optional<Wide> postgres(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  Cursor cursor(text);
  Wide days = 0;
  if (text.find("day") != std::string_view::npos) {
    const std::optional<Wide> given = leading_days(cursor);
    if (!given || !cursor.take("day")) {
      return std::nullopt;
    }
    cursor.take("s");
    cursor.take(" ");
    days = *given;
    if (cursor.at_end()) {
      return days;
    }
  }
  const std::optional<Wide> time = postgres_time(cursor);
  return time ? std::optional(days + *time) : std::nullopt;
}

}  // namespace

Result<Microseconds> parse_duration(std::string_view text) {
  std::optional<Wide> micros;
  for (const auto grammar : {standard, iso8601, postgres}) {
    if (!micros && text.size() <= kLongest) {
      micros = grammar(text);
    }
  }
  using Limits = std::numeric_limits<std::int64_t>;
  if (!micros || *micros > Limits::max() || *micros < Limits::min()) {
    return fail(ErrorKind::kInvalid, std::string(kWrong));
  }
  return Microseconds(static_cast<std::int64_t>(*micros));
}

std::string duration_text(Microseconds length) {
  const auto days = std::chrono::floor<std::chrono::days>(length);
  const std::chrono::hh_mm_ss clock(length - days);
  const auto part = [](auto value) { return static_cast<int>(value.count()); };
  char text[64];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", part(clock.hours()), part(clock.minutes()),
                part(clock.seconds()));
  std::string out = days.count() == 0 ? text : std::to_string(days.count()) + " " + text;
  if (clock.subseconds().count() != 0) {
    std::snprintf(text, sizeof text, ".%06d", part(clock.subseconds()));
    out += text;
  }
  return out;
}

}  // namespace narvi::systems::durin
