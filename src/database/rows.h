#pragma once
// Rows: what a statement returned, read by type. A cell holds what the engine gave (null, integer, real,
// text, blob); the getters decode it to the asked type, whichever engine it came from, and are total: a cell
// that is not of the type gives an empty optional, which callers treat as damaged data.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time_zone.h"
#include "database/value.h"

namespace narvi::database {

using Cell = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

/// One row; valid while its Rows live.
class Row {
 public:
  /// `zone`: whose time the cells hold that name no offset.
  explicit Row(const Cell* cells, TimeZone zone = {}) : cells_(cells), zone_(zone) {}

  bool is_null(std::size_t column) const { return std::holds_alternative<std::monostate>(cells_[column]); }
  std::optional<std::int64_t> integer(std::size_t column) const;  ///< integer cell, or decimal text
  std::optional<bool> boolean(std::size_t column) const;          ///< 0/1, or 't'/'f'
  std::optional<double> real(std::size_t column) const;
  /// Text as stored; empty for null. An integer cell (SQLite stores what it is given) becomes decimal text.
  std::string text(std::size_t column) const;
  /// "YYYY-MM-DD HH:MM:SS[.f{1,6}]" with an optional offset ("+00", "+00:00"); without one it is
  /// UTC, or local time where the engine keeps that.
  std::optional<Instant> instant(std::size_t column) const;
  std::optional<Duration> duration(
      std::size_t column) const;                         ///< microseconds, or PostgreSQL's interval text
  std::optional<Uuid> uuid(std::size_t column) const;    ///< 32 hexadecimal digits, dashes allowed
  std::optional<Bytes> bytes(std::size_t column) const;  ///< blob as is, or PostgreSQL's \x form

 private:
  const Cell* cells_;
  TimeZone zone_;
};

class Rows {
 public:
  Rows() = default;
  explicit Rows(std::size_t columns, TimeZone zone = {}) : columns_(columns), zone_(zone) {}

  std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  bool empty() const { return cells_.empty(); }
  Row operator[](std::size_t row) const { return Row(cells_.data() + row * columns_, zone_); }
  Row front() const { return Row(cells_.data(), zone_); }

  /// Engines append the cells of each row in column order.
  void append(Cell cell) { cells_.push_back(std::move(cell)); }
  std::size_t columns() const { return columns_; }

 private:
  std::size_t columns_ = 0;
  TimeZone zone_;
  std::vector<Cell> cells_;
};

/// What one statement did.
struct Outcome {
  Rows rows;                  ///< of SELECT or RETURNING
  std::int64_t affected = 0;  ///< rows inserted, updated or deleted
};

}  // namespace narvi::database
