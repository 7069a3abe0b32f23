#pragma once
// Events of requests and tokens: what upstream packages send as signals, and what other systems need to hear
// of. Listeners are added at start (System::attach) and called in order on the thread where it happened,
// after the commit of what they tell of; they must be quick and must not throw.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace narvi::rest {

struct Call;

/// A token was found expired and its row deleted (durin §7, knox §7).
struct TokenExpired {
  std::string_view system;  ///< "durin", "knox"
  std::string username;
  std::string_view source;  ///< "auth_token": the presented one; "other_token": another of its user
};

/// A token's lifetime was renewed by a request for it (durin §7).
struct TokenRenewed {
  std::string_view system;
  std::string username;
  Instant new_expiry;
};

class Events {
 public:
  template <class Argument>
  using Listeners = std::vector<std::function<void(const Argument&)>>;

  Listeners<Call> identified;  ///< a scheme accepted: call.identity is set; nothing has been permitted yet
  Listeners<TokenExpired> token_expired;
  Listeners<TokenRenewed> token_renewed;

  void fire_identified(const Call& call) const { fire(identified, call); }
  void fire_token_expired(const TokenExpired& expired) const { fire(token_expired, expired); }
  void fire_token_renewed(const TokenRenewed& renewed) const { fire(token_renewed, renewed); }

 private:
  template <class List, class Argument>
  static void fire(const List& listeners, const Argument& argument) {
    for (const auto& listener : listeners) {
      listener(argument);
    }
  }
};

}  // namespace narvi::rest
