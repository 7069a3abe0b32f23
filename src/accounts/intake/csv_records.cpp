#include "accounts/intake/csv_records.h"

#include <utility>

namespace narvi::accounts::intake {

tl::unexpected<Error> CsvRecords::broken(const std::string& what) {
  broken_ = true;
  return fail(ErrorKind::kInvalid, "line " + std::to_string(cursor_.line()) + ": " + what);
}

Result<void> CsvRecords::keep(std::string& field, char c) {
  if (size_ == kLargestRecord) {
    return broken("the record is larger than 1 MiB");
  }
  ++size_;
  field.push_back(c);
  return {};
}

/// False at the end of the file.
Result<bool> CsvRecords::go_to_record() {
  if (!started_) {
    started_ = true;
    if (Result<void> skipped = cursor_.skip_byte_order_mark(); !skipped) {
      return broken(skipped.error().message);
    }
  }
  while (true) {
    auto byte = cursor_.peek();
    if (!byte) {
      return tl::unexpected<Error>(std::move(byte.error()));
    }
    if (!*byte || (**byte != '\n' && **byte != '\r')) {
      return byte->has_value();
    }
    cursor_.take();
  }
}

/// At a CR, an LF or the end of the file.
Result<CsvRecords::After> CsvRecords::line_end() {
  auto byte = cursor_.peek();
  if (byte && *byte == '\r') {
    cursor_.take();
    byte = cursor_.peek();
    if (byte && *byte && **byte != '\n') {
      return broken("a carriage return without a line feed");
    }
  }
  if (!byte) {
    return tl::unexpected<Error>(std::move(byte.error()));
  }
  if (*byte) {
    cursor_.take();
  }
  return After::kLineEnd;
}

Result<CsvRecords::After> CsvRecords::plain_field(std::string& field) {
  while (true) {
    auto byte = cursor_.peek();
    if (!byte) {
      return tl::unexpected<Error>(std::move(byte.error()));
    }
    if (!*byte || **byte == '\r' || **byte == '\n') {
      return line_end();
    }
    if (**byte == '"') {
      return broken("a quote in a field that does not begin with one");
    }
    const char c = **byte;
    cursor_.take();
    if (c == ',') {
      return After::kComma;
    }
    if (Result<void> kept = keep(field, c); !kept) {
      return tl::unexpected<Error>(std::move(kept.error()));
    }
  }
}

/// Behind the opening quote.
Result<CsvRecords::After> CsvRecords::quoted_field(std::string& field) {
  bool maybe_closed = false;  // the byte before was a quote
  while (true) {
    auto byte = cursor_.peek();
    if (!byte) {
      return tl::unexpected<Error>(std::move(byte.error()));
    }
    if (maybe_closed && *byte == ',') {
      cursor_.take();
      return After::kComma;
    }
    if (maybe_closed && (!*byte || **byte == '\r' || **byte == '\n')) {
      return line_end();
    }
    if (!*byte) {
      return broken("a quoted field does not end");
    }
    const char c = **byte;
    if (maybe_closed && c != '"') {
      return broken("there is something behind the quote that ends a field");
    }
    cursor_.take();
    if (c == '"' && !maybe_closed) {
      maybe_closed = true;
      continue;
    }
    maybe_closed = false;
    if (Result<void> kept = keep(field, c); !kept) {
      return tl::unexpected<Error>(std::move(kept.error()));
    }
  }
}

Result<std::optional<CsvRecord>> CsvRecords::next() {
  if (broken_) {
    return broken("nothing can be read behind a mistake");
  }
  const Result<bool> there = go_to_record();
  if (!there) {
    return tl::unexpected<Error>(there.error());
  }
  if (!*there) {
    return std::optional<CsvRecord>();
  }
  CsvRecord record{cursor_.line(), {}};
  size_ = 0;
  After after = After::kComma;
  while (after == After::kComma) {
    if (record.fields.size() == kMostFields) {
      return broken("there are more than 256 fields");
    }
    std::string& field = record.fields.emplace_back();
    auto byte = cursor_.peek();
    if (!byte) {
      return tl::unexpected<Error>(std::move(byte.error()));
    }
    const bool quoted = *byte == '"';
    if (quoted) {
      cursor_.take();
    }
    const Result<After> read = quoted ? quoted_field(field) : plain_field(field);
    if (!read) {
      return tl::unexpected<Error>(read.error());
    }
    after = *read;
  }
  return std::optional(std::move(record));
}

}  // namespace narvi::accounts::intake
