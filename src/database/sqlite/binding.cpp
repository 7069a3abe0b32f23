#include "database/sqlite/binding.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <optional>

#include "database/sqlite/failure.h"
#include "database/time_text.h"

namespace narvi::database::sqlite {

namespace {

std::string hex_digits(const Uuid& uuid) {
  std::string digits;
  digits.reserve(32);
  for (const std::byte byte : uuid.bytes) {
    fmt::format_to(std::back_inserter(digits), "{:02x}", static_cast<unsigned>(byte));
  }
  return digits;
}

/// Binds one value and returns SQLite's code; nothing for a value without a stored form.
struct Binder {
  sqlite3_stmt* statement;
  int index;
  TimeZone zone;

  using Code = std::optional<int>;

  Code operator()(Null) const { return sqlite3_bind_null(statement, index); }
  Code operator()(bool value) const { return sqlite3_bind_int(statement, index, value ? 1 : 0); }
  Code operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
  Code operator()(double value) const {
    return std::isnan(value) ? Code() : Code(sqlite3_bind_double(statement, index, value));
  }
  Code operator()(const std::string& value) const {
    return sqlite3_bind_text64(statement, index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  Code operator()(Instant value) const {
    const std::optional<std::string> text = format_instant(value, zone);
    return text ? copied(*text) : Code();
  }
  Code operator()(Duration value) const { return sqlite3_bind_int64(statement, index, value.length.count()); }
  Code operator()(const Uuid& value) const { return copied(hex_digits(value)); }
  Code operator()(const Bytes& value) const {
    return sqlite3_bind_blob64(statement, index, value.data.data(), value.data.size(), SQLITE_STATIC);
  }

 private:
  Code copied(const std::string& text) const {
    // The last argument is SQLITE_TRANSIENT without its C cast.
    return sqlite3_bind_text64(statement, index, text.data(), text.size(),
                               reinterpret_cast<sqlite3_destructor_type>(-1), SQLITE_UTF8);
  }
};

}  // namespace

Result<void> bind(sqlite3_stmt* statement, const Params& params, const std::string& what, TimeZone zone) {
  const int wanted = sqlite3_bind_parameter_count(statement);
  if (static_cast<std::size_t>(wanted) != params.size()) {
    return fail(ErrorCode::kStatement, fmt::format("{}: {} parameters for {}", what, params.size(), wanted));
  }
  for (int index = 1; index <= wanted; ++index) {
    const auto code = std::visit(Binder{statement, index, zone}, params[static_cast<std::size_t>(index) - 1]);
    if (!code) {
      return fail(ErrorCode::kRejectedValue, fmt::format("{}: ${} has no stored form", what, index));
    }
    if (*code != SQLITE_OK) {
      return tl::unexpected<Error>(make_error(*code, what, sqlite3_errstr(*code)));
    }
  }
  return {};
}

}  // namespace narvi::database::sqlite
