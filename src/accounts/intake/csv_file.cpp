#include <algorithm>
#include <array>
#include <utility>

#include "accounts/intake/csv_records.h"
#include "accounts/intake/csv_user.h"
#include "accounts/intake/records.h"

namespace narvi::accounts::intake {

namespace {

class CsvFile final : public Records {
 public:
  CsvFile(ByteSource& source, const Judgement& judgement) : records_(source), judgement_(judgement) {}

  Result<void> read_header(CsvChoice choice) {
    auto first = records_.next();
    if (!first) {
      return tl::unexpected<Error>(std::move(first.error()));
    }
    if (!*first) {
      return fail(ErrorKind::kInvalid, "the file is empty: its first line must name the columns");
    }
    choice.name_is_address = judgement_.table.username == judgement_.table.email;
    auto header = csv_header((*first)->fields, choice);
    if (!header) {
      return fail(ErrorKind::kInvalid, "line " + std::to_string((*first)->line) + ": " + header.error());
    }
    columns_ = std::move(*header);
    return {};
  }

  Result<std::optional<Record>> next() override {
    auto record = records_.next();
    if (!record) {
      return tl::unexpected<Error>(std::move(record.error()));
    }
    if (!*record) {
      return std::optional<Record>();
    }
    return std::optional(read_csv_user((*record)->line, columns_, std::move((*record)->fields), judgement_));
  }
  std::uint64_t position() const override { return records_.position(); }

 private:
  CsvRecords records_;
  Judgement judgement_;
  std::vector<CsvColumn> columns_;
};

}  // namespace

Result<std::unique_ptr<Records>> read_csv(ByteSource& source, const Judgement& judgement, CsvChoice choice) {
  auto file = std::make_unique<CsvFile>(source, judgement);
  if (Result<void> read = file->read_header(choice); !read) {
    return tl::unexpected<Error>(std::move(read.error()));
  }
  return file;
}

}  // namespace narvi::accounts::intake
