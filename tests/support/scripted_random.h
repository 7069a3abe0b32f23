#pragma once
// Random with some of its answers written beforehand (the `random_hex` of contract vectors).

#include <algorithm>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "base/random.h"

namespace narvi::tests {

/// Gives the scripted bytes, each once and in order, to whoever asks for exactly as many; everybody else, and
/// everybody once they are used up, gets the kernel's: session keys, CSRF secrets and salts are asked for in
/// other sizes and are placeholders in the vectors.
class ScriptedRandom final : public Random {
 public:
  void script(std::string bytes) {
    const std::lock_guard lock(mutex_);
    script_.push_back(std::move(bytes));
  }

  void fill(std::span<std::byte> out) override {
    const std::lock_guard lock(mutex_);
    if (script_.empty() || script_.front().size() != out.size()) {
      system_.fill(out);
      return;
    }
    std::transform(script_.front().begin(), script_.front().end(), out.begin(),
                   [](char character) { return static_cast<std::byte>(character); });
    script_.pop_front();
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> script_;
  SystemRandom system_;
};

}  // namespace narvi::tests
