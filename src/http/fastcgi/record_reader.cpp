#include "http/fastcgi/record_reader.h"

namespace narvi::http::fastcgi {

namespace {

constexpr std::size_t kBeginSize = 8;
constexpr std::uint8_t kKeepConnection = 1;

std::uint8_t byte(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::uint16_t pair(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte(bytes, at) << 8 | byte(bytes, at + 1));
}

}  // namespace

std::optional<RecordHead> read_record_head(std::string_view bytes) {
  if (byte(bytes, 0) != kVersion) {
    return std::nullopt;
  }
  return RecordHead{.type = static_cast<RecordType>(byte(bytes, 1)),
                    .id = pair(bytes, 2),
                    .content = pair(bytes, 4),
                    .padding = byte(bytes, 6)};
}

std::optional<BeginRequest> read_begin_request(std::string_view content) {
  if (content.size() != kBeginSize) {
    return std::nullopt;
  }
  return BeginRequest{.role = static_cast<Role>(pair(content, 0)),
                      .keep_connection = (byte(content, 2) & kKeepConnection) != 0};
}

}  // namespace narvi::http::fastcgi
