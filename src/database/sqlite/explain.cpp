#include "database/sqlite/explain.h"

#include "database/sqlite/dialect.h"

namespace narvi::database::sqlite {

namespace {

/// Steps that read everything, except the constant row of a SELECT without a table.
bool reads_everything(std::string_view step) {
  const bool scans = step.starts_with("SCAN ") && !step.starts_with("SCAN CONSTANT ROW");
  return scans || step.starts_with("USE TEMP B-TREE") || step.find("AUTOMATIC") != std::string_view::npos;
}

}  // namespace

io::Task<Result<std::string>> explain(Database& database, const Statement& statement) {
  const Statement asking("explain " + statement.name(), "EXPLAIN QUERY PLAN " + statement.sql());
  Params nulls(count_parameters(statement.sql()), Value(Null{}));
  const Result<Rows> rows = co_await database.scan(asking, std::move(nulls));
  if (!rows) {
    co_return tl::unexpected<Error>(rows.error());
  }
  constexpr std::size_t kDetail = 3;  // columns: id, parent, unused, detail
  std::string steps;
  for (std::size_t row = 0; row < rows->size(); ++row) {
    steps += (*rows)[row].text(kDetail) + "\n";
  }
  co_return steps;
}

io::Task<Result<bool>> explain_uses_index(Database& database, const Statement& statement) {
  const Result<std::string> steps = co_await explain(database, statement);
  if (!steps) {
    co_return tl::unexpected<Error>(steps.error());
  }
  std::string_view rest = *steps;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (reads_everything(rest.substr(0, end))) {
      co_return false;
    }
    rest.remove_prefix(end + 1);
  }
  co_return true;
}

}  // namespace narvi::database::sqlite
