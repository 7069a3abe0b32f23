#pragma once
// A value as somebody gave it, in the file or in the environment, before anything is known about what it
// should be.

#include <cstdint>
#include <string>
#include <vector>

namespace narvi::app {

struct GivenValue {
  enum class Kind { kBoolean, kInteger, kFloat, kText, kDate, kList, kTable };

  Kind kind = Kind::kText;
  bool boolean = false;
  std::int64_t integer = 0;
  std::string text;               ///< of kText; of kFloat and kDate the way they are written
  std::vector<GivenValue> items;  ///< of kList; of kTable its members, each with its key
  std::string key;                ///< of a table's member
  unsigned line = 0;              ///< in the file, from 1; 0 in the environment

  /// "a text", "a whole number", "a list" ...
  const char* kind_name() const;
};

}  // namespace narvi::app
