#pragma once
// Call: one command on its way to the server and its answer on the way back.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/callback.h"
#include "cache/redis/reply.h"

namespace narvi::cache::redis {

using TimePoint = std::chrono::steady_clock::time_point;

inline TimePoint steady_now() {
  return std::chrono::steady_clock::now();
}

/// A Lua script, which the server knows by the SHA-1 of its text (command EVALSHA).
struct Script {
  explicit Script(std::string_view text);
  std::string text;
  std::string sha;
};

struct Call {
  /// The command; with a script: the number of keys, the keys and the arguments.
  std::vector<std::string> words;
  const Script* script = nullptr;
  /// Send the script's text: the server does not know its SHA-1 (yet, or any more).
  bool spell_out = false;
  TimePoint deadline;
  Callback<void(Result<Reply>)> done;  ///< called once; empty afterwards

  /// Adds the command to `bytes` as the server reads it: an array of strings (RESP2).
  void write_to(std::string& bytes) const;

  void answer(Result<Reply> reply) {
    if (done) {
      Callback<void(Result<Reply>)> once = std::exchange(done, nullptr);
      once(std::move(reply));
    }
  }
  void refuse(ErrorKind kind, std::string message) { answer(fail(kind, std::move(message))); }
};

using CallPtr = std::unique_ptr<Call>;

}  // namespace narvi::cache::redis
