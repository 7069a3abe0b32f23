#pragma once
// From the bytes of a CheckRequest to a question, and from an answer to the bytes of a CheckResponse.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/ext_authz/module_interface.h"

namespace narvi::http::ext_authz {

/// A question and what its views point into.
class Question {
 public:
  /// Reads `bytes`. Total: what is no CheckRequest has all its texts empty, and whoever decides misses them.
  /// So has what is longer than `most` bytes, and says so in too_long.
  Question(std::string_view bytes, std::size_t most);
  ~Question();
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  /// `connection` and `milliseconds_left` are the caller's to set.
  narvi_ext_authz_check& check() { return check_; }

 private:
  struct Message;
  std::unique_ptr<Message> message_;
  narvi_ext_authz_check check_{};
};

/// The bytes of the CheckResponse (contract remote-user-forward-auth §6.3, "Must").
std::string encode(const narvi_ext_authz_answer& answer);

}  // namespace narvi::http::ext_authz
