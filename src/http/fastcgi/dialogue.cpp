#include "http/fastcgi/dialogue.h"

#include "http/fastcgi/name_values.h"
#include "http/fastcgi/record_reader.h"
#include "http/fastcgi/record_writer.h"

namespace narvi::http::fastcgi {

namespace {

constexpr std::size_t kAskedValues = 64;  // the specification knows three names
constexpr std::size_t kKeptParams = 4 * 1024;

/// What GET_VALUES may ask (§4.1); empty for other names. Each connection asks one thing at a time.
std::string value_of(std::string_view name, std::size_t connections) {
  if (name == "FCGI_MAX_CONNS" || name == "FCGI_MAX_REQS") {
    return std::to_string(connections);
  }
  return name == "FCGI_MPXS_CONNS" ? "0" : "";
}

}  // namespace

std::size_t Dialogue::wanted(std::string_view bytes) {
  const auto head = bytes.size() < kHeadSize ? std::nullopt : read_record_head(bytes);
  return head ? head->size() : kHeadSize;
}

Dialogue::Step Dialogue::take(std::string_view& bytes, std::string& out) {
  while (bytes.size() >= kHeadSize) {
    const auto head = read_record_head(bytes);
    if (!head) {
      return Step::kBroken;
    }
    // Told by the head alone, before its content is waited for.
    if (head->type == RecordType::kParams && mine(*head) && params_.size() + head->content > limit_) {
      return Step::kTooLarge;
    }
    if (bytes.size() < head->size()) {
      return Step::kMore;
    }
    const std::string_view content = bytes.substr(kHeadSize, head->content);
    const Step step =
        head->id == kNoRequest ? take_management(*head, content, out) : take_record(*head, content, out);
    bytes.remove_prefix(head->size());
    if (step != Step::kMore) {
      return step;
    }
  }
  return Step::kMore;
}

Dialogue::Step Dialogue::take_management(const RecordHead& head, std::string_view content, std::string& out) {
  if (head.type != RecordType::kGetValues) {
    write_unknown_type(head.type, out);
    return Step::kMore;
  }
  const auto asked = read_pairs(content, kAskedValues);
  if (!asked) {
    return Step::kBroken;
  }
  std::string told;
  for (const NameValue& pair : *asked) {
    if (const std::string value = value_of(pair.name, connections_); !value.empty()) {
      write_pair(pair.name, value, told);
    }
  }
  write_values(told, out);
  return Step::kMore;
}

Dialogue::Step Dialogue::take_record(const RecordHead& head, std::string_view content, std::string& out) {
  switch (head.type) {
    case RecordType::kBeginRequest:
      return begin(head, content, out);
    case RecordType::kAbortRequest:
      return mine(head) ? abort(out) : Step::kMore;
    case RecordType::kParams:
      if (!mine(head)) {
        return Step::kMore;  // of a request that has ended already (§3.3)
      }
      params_ += content;
      return content.empty() ? Step::kRequest : Step::kMore;
    case RecordType::kStdin:  // an authorizer reads no body (§6.3); lighttpd sends the empty stream
    case RecordType::kData:
      return Step::kMore;
    default:
      return Step::kBroken;  // what only an application sends, or nobody knows
  }
}

Dialogue::Step Dialogue::begin(const RecordHead& head, std::string_view content, std::string& out) {
  const auto asked = read_begin_request(content);
  if (!asked || mine(head)) {
    return Step::kBroken;
  }
  if (open()) {
    write_end_request(head.id, EndStatus::kCannotMultiplex, out);
    return Step::kMore;
  }
  if (asked->role != Role::kAuthorizer) {
    write_end_request(head.id, EndStatus::kUnknownRole, out);
    return asked->keep_connection ? Step::kMore : Step::kClose;
  }
  id_ = head.id;
  keep_connection_ = asked->keep_connection;
  return Step::kMore;
}

Dialogue::Step Dialogue::abort(std::string& out) {
  write_end_request(id_, EndStatus::kComplete, out);
  answered();
  return keep_connection_ ? Step::kMore : Step::kClose;
}

void Dialogue::answered() {
  id_ = kNoRequest;
  params_.clear();
  if (params_.capacity() > kKeptParams) {
    params_.shrink_to_fit();
  }
}

}  // namespace narvi::http::fastcgi
