#pragma once
// Parameters: values in the text form that the server reads (contract: value.h). Types are left to the
// server, which infers them from the statement.

#include <optional>
#include <string>
#include <vector>

#include "database/error.h"
#include "database/value.h"

namespace narvi::database::postgres {

class Parameters {
 public:
  Parameters() = default;

  /// Error kRejectedValue: a NUL in text, which the protocol cannot carry, or an instant outside the years 1
  /// to 9999, which Django cannot hold. Invalid UTF-8 is left to the server, which refuses it with the same
  /// code.
  static Result<Parameters> encode(const Params& params);

  int count() const { return static_cast<int>(texts_.size()); }
  /// One pointer for each parameter, null for NULL; valid while this object is neither moved nor changed.
  std::vector<const char*> pointers() const;

 private:
  std::vector<std::optional<std::string>> texts_;
};

}  // namespace narvi::database::postgres
