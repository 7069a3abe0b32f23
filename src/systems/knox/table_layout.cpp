#include "systems/knox/table_layout.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "accounts/table_columns.h"

namespace narvi::systems::knox {

TableLayouts::TableLayouts(database::Database& database, std::string table, bool is_asked)
    : database_(database),
      table_(std::move(table)),
      layout_(is_asked ? std::nullopt : std::optional(TableLayout())) {}

std::optional<TableLayout> TableLayouts::known() {
  const std::lock_guard lock(mutex_);
  return layout_;
}

io::Task<Result<TableLayout>> TableLayouts::get() {
  if (const std::optional<TableLayout> layout = known()) {
    co_return *layout;
  }
  const auto columns = co_await accounts::read_columns(database_, table_);
  if (!columns) {
    co_return tl::unexpected<Error>(columns.error());
  }
  TableLayout layout;
  for (const accounts::TableColumn& column : *columns) {
    layout.has_salt = layout.has_salt || column.name == "salt";
    if (column.name == "token_key") {
      layout.key_length = std::min(kKeyLength, declared_length(column.type).value_or(kKeyLength));
    }
  }
  const std::lock_guard lock(mutex_);
  layout_ = layout;
  co_return layout;
}

std::optional<std::size_t> declared_length(std::string_view type) {
  const std::size_t open = type.find('(');
  if (open == std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t length = 0;
  const char* const first = type.data() + open + 1;
  const auto [end, error] = std::from_chars(first, type.data() + type.size(), length);
  const bool closed = end != type.data() + type.size() && *end == ')';
  return error == std::errc() && closed ? std::optional(length) : std::nullopt;
}

}  // namespace narvi::systems::knox
