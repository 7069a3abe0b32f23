#pragma once
// For tests: what a web server sends, and what it reads back.

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/fastcgi/name_values.h"
#include "http/fastcgi/record.h"
#include "http/fastcgi/record_reader.h"

namespace narvi::http::fastcgi::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline std::string record(RecordType type, std::uint16_t id, std::string_view content,
                          std::uint8_t padding = 0) {
  std::string bytes = {1,
                       static_cast<char>(type),
                       static_cast<char>(id >> 8),
                       static_cast<char>(id & 0xff),
                       static_cast<char>(content.size() >> 8),
                       static_cast<char>(content.size() & 0xff),
                       static_cast<char>(padding),
                       0};
  bytes += content;
  bytes.append(padding, '\x55');
  return bytes;
}

inline std::string begin(std::uint16_t id, Role role = Role::kAuthorizer, bool keep = false) {
  return record(RecordType::kBeginRequest, id,
                std::string{0, static_cast<char>(role), static_cast<char>(keep ? 1 : 0), 0, 0, 0, 0, 0});
}

inline std::string pairs(const Pairs& values) {
  std::string bytes;
  for (const auto& [name, value] : values) {
    write_pair(name, value, bytes);
  }
  return bytes;
}

/// PARAMS and the empty record that ends them.
inline std::string params(std::uint16_t id, const Pairs& values) {
  return record(RecordType::kParams, id, pairs(values)) + record(RecordType::kParams, id, "");
}

/// A whole request.
inline std::string request(std::uint16_t id, const Pairs& values, bool keep = false) {
  return begin(id, Role::kAuthorizer, keep) + params(id, values);
}

struct Record {
  RecordHead head;
  std::string content;
};

/// The records of `bytes`, which must be whole.
inline std::vector<Record> records(std::string_view bytes) {
  std::vector<Record> all;
  while (bytes.size() >= kHeadSize) {
    const auto head = read_record_head(bytes);
    if (!head || bytes.size() < head->size()) {
      break;
    }
    all.push_back({*head, std::string(bytes.substr(kHeadSize, head->content))});
    bytes.remove_prefix(head->size());
  }
  EXPECT_TRUE(bytes.empty());
  return all;
}

/// Name and value of each pair, one a line.
inline std::string lines(std::string_view bytes) {
  std::string text;
  const auto read = read_pairs(bytes, 100);
  EXPECT_TRUE(read.has_value());
  if (read) {
    for (const NameValue& pair : *read) {
      text += std::string(pair.name) + "=" + std::string(pair.value) + "\n";
    }
  }
  return text;
}

}  // namespace narvi::http::fastcgi::test
