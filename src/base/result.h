#pragma once
// The result of anything that may be refused or may fail: a value or an Error. Exceptions are left for bugs
// and for a start that cannot go on.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace narvi {

/// Why something failed, coarse enough to choose an answer by.
enum class ErrorKind {
  kInvalid,        ///< what was given is not acceptable (a client's or an operator's mistake)
  kNotFound,       ///< the thing named does not exist
  kConflict,       ///< it exists already, or somebody else changed it first
  kUnavailable,    ///< a service we depend on is away; trying again later makes sense (HTTP 503)
  kTimeout,        ///< a deadline passed (HTTP 503)
  kOverloaded,     ///< our own bounded queue is full (HTTP 503)
  kConfiguration,  ///< the settings do not allow it; a person must change them
  kInternal,       ///< a broken invariant: a bug, or data that no version of the software writes
};

/// An error as a value. `message` is for operators and logs; it never contains a secret.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;
};

template <class T, class E = Error>
using Result = tl::expected<T, E>;

/// Makes the failing side of a Result: `return fail(ErrorKind::kInvalid, "no colon");`
inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}

/// True for the kinds that an HTTP answer shows as 503 with Retry-After.
inline bool is_temporary(ErrorKind kind) {
  return kind == ErrorKind::kUnavailable || kind == ErrorKind::kTimeout || kind == ErrorKind::kOverloaded;
}

}  // namespace narvi
