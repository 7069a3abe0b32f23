#pragma once
// How the oracles talk to their drivers: frames of four bytes of length (big endian) and that many bytes, one
// answer for each question.

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

inline constexpr std::size_t kLongestFrame = 1u << 24;

/// The next question on standard input; empty at its end, or if it is broken, empty or over kLongestFrame.
inline std::optional<std::string> read_frame() {
  unsigned char head[4];
  if (std::fread(head, 1, sizeof head, stdin) != sizeof head) {
    return std::nullopt;
  }
  const std::size_t length =
      std::size_t{head[0]} << 24 | std::size_t{head[1]} << 16 | std::size_t{head[2]} << 8 | head[3];
  if (length == 0 || length > kLongestFrame) {
    return std::nullopt;
  }
  std::string frame(length, '\0');
  if (std::fread(frame.data(), 1, length, stdin) != length) {
    return std::nullopt;
  }
  return frame;
}

/// Answers on standard output, at once: the oracle waits for it.
inline void write_frame(const std::string& frame) {
  const auto length = static_cast<std::uint32_t>(frame.size());
  const unsigned char head[4] = {static_cast<unsigned char>(length >> 24),
                                 static_cast<unsigned char>(length >> 16),
                                 static_cast<unsigned char>(length >> 8), static_cast<unsigned char>(length)};
  std::fwrite(head, 1, sizeof head, stdout);
  std::fwrite(frame.data(), 1, frame.size(), stdout);
  std::fflush(stdout);
}
