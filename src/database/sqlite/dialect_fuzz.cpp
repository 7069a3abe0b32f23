// Any text is rewritten without losing or gaining a byte, and only dollar signs become question marks.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "database/sqlite/dialect.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  const std::string rewritten = narvi::database::sqlite::to_sqlite(sql);
  if (rewritten.size() != sql.size()) {
    std::abort();
  }
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (rewritten[i] != sql[i] && (sql[i] != '$' || rewritten[i] != '?')) {
      std::abort();
    }
  }
  return narvi::database::sqlite::count_parameters(sql) > 99'999 ? 1 : 0;
}
