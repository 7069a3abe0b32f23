#include "http/fastcgi/record_writer.h"

namespace narvi::http::fastcgi {

namespace {

void write_head(RecordType type, std::uint16_t id, std::size_t content, std::string& out) {
  const char head[kHeadSize] = {static_cast<char>(kVersion),
                                static_cast<char>(type),
                                static_cast<char>(id >> 8),
                                static_cast<char>(id & 0xff),
                                static_cast<char>(content >> 8),
                                static_cast<char>(content & 0xff),
                                0,
                                0};
  out.append(head, sizeof(head));
}

void write_record(RecordType type, std::uint16_t id, std::string_view content, std::string& out) {
  write_head(type, id, content.size(), out);
  out += content;
}

}  // namespace

void write_stdout(std::uint16_t id, std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, kLongestContent);
    write_record(RecordType::kStdout, id, part, out);
    text.remove_prefix(part.size());
  }
  write_head(RecordType::kStdout, id, 0, out);
}

void write_end_request(std::uint16_t id, EndStatus status, std::string& out) {
  const char body[8] = {0, 0, 0, 0, static_cast<char>(status), 0, 0, 0};
  write_record(RecordType::kEndRequest, id, {body, sizeof(body)}, out);
}

void write_values(std::string_view pairs, std::string& out) {
  write_record(RecordType::kGetValuesResult, kNoRequest, pairs, out);
}

void write_unknown_type(RecordType type, std::string& out) {
  const char body[8] = {static_cast<char>(type), 0, 0, 0, 0, 0, 0, 0};
  write_record(RecordType::kUnknownType, kNoRequest, {body, sizeof(body)}, out);
}

}  // namespace narvi::http::fastcgi
