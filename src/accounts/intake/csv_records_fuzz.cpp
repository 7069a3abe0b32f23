// Whatever the bytes: records, or an error that stays; and the same ones however the bytes arrive.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/intake/csv_records.h"

namespace {

std::uint64_t summary(std::string_view text, std::size_t piece) {
  narvi::accounts::intake::TextSource source(text, piece);
  narvi::accounts::intake::CsvRecords records(source);
  std::uint64_t sum = 0;
  while (true) {
    const auto record = records.next();
    if (!record) {
      if (records.next()) {
        std::abort();
      }
      return sum + 1;
    }
    if (!*record) {
      return sum;
    }
    for (const std::string& field : (*record)->fields) {
      sum = sum * 31 + field.size() + (*record)->line;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (summary(text, size + 1) != summary(text, 1)) {
    std::abort();
  }
  return 0;
}
