#pragma once
// Scheme: one way a request may prove who it is (REST framework's authentication classes; drf §3.1).

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/task.h"
#include "rest/services.h"
#include "rest/verdict.h"

namespace narvi::rest {

struct Call;

class Scheme {
 public:
  virtual ~Scheme() = default;

  /// Short name in Identity::scheme and `narvi routes`: "session".
  virtual std::string_view name() const = 0;

  /// The value of WWW-Authenticate if this scheme is first and a request is not authenticated; empty: 403.
  virtual std::string challenge() const { return {}; }

  /// Whether nothing of a request but its fields Authorization and Cookie decides what authenticate() says:
  /// then the same fields mean the same user as long as nobody writes, and an answer may be remembered.
  virtual bool looks_at_credentials_only() const { return false; }

  /// Not mine, accepted, or refused. The error side is for failures of ours (the store is away).
  virtual io::Task<Result<Verdict>> authenticate(Call& call) const = 0;
};

/// A row of the registry that is built from the array of systems: schemes are found by name.
struct SchemeEntry {
  std::string_view class_name;  ///< "SessionAuthentication", "knox.TokenAuthentication"
  std::string_view dotted;      ///< "rest_framework.authentication.SessionAuthentication"
  std::shared_ptr<const Scheme> (*make)(const Services& services);
};

}  // namespace narvi::rest
