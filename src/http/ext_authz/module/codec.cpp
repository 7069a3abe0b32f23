#include "http/ext_authz/module/codec.h"

#include <google/protobuf/stubs/logging.h>

#include <limits>
#include <span>
#include <vector>

#include "http/ext_authz/module/ext_authz.pb.h"

namespace narvi::http::ext_authz {

namespace {

namespace v3 = envoy::service::auth::v3;

narvi_ext_authz_text view(const std::string& text) {
  return {text.data(), text.size()};
}

std::string copy(narvi_ext_authz_text text) {
  return std::string(text.data == nullptr ? "" : text.data, text.size);
}

std::vector<narvi_ext_authz_field> visitor_fields(const v3::AttributeContext::HttpRequest& http) {
  std::vector<narvi_ext_authz_field> fields;
  const auto add = [&fields](const std::string& name, const std::string& value) {
    if (!name.starts_with(':')) {
      fields.push_back({view(name), view(value)});
    }
  };
  for (const auto& [name, value] : http.headers()) {
    add(name, value);
  }
  for (const v3::HeaderValue& field : http.header_map().headers()) {
    add(field.key(), field.raw_value().empty() ? field.value() : field.raw_value());
  }
  return fields;
}

void tell(const narvi_ext_authz_told& field, v3::HeaderValueOption& option) {
  option.mutable_header()->set_key(copy(field.name));
  option.mutable_header()->set_value(copy(field.value));
  // Present also if false: an Envoy that misses it takes its own default.
  option.mutable_append()->set_value(field.append != 0);
  if (field.append == 0) {
    option.set_append_action(v3::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
    // A value that is left out because it is empty would leave the visitor's in place.
    option.set_keep_empty_value(field.value.size == 0);
  }
}

void allow(const narvi_ext_authz_answer& answer, v3::OkHttpResponse& response) {
  for (const auto& field : std::span(answer.fields, answer.field_count)) {
    tell(field, *response.add_headers());
  }
  for (const auto& name : std::span(answer.removed, answer.removed_count)) {
    response.add_headers_to_remove(copy(name));
  }
  for (const auto& field : std::span(answer.visitor_fields, answer.visitor_field_count)) {
    tell(field, *response.add_response_headers_to_add());
  }
}

void deny(const narvi_ext_authz_answer& answer, v3::DeniedHttpResponse& response) {
  response.mutable_status()->set_code(answer.http_status);
  for (const auto& field : std::span(answer.fields, answer.field_count)) {
    tell(field, *response.add_headers());
  }
  response.set_body(copy(answer.body));
}

}  // namespace

struct Question::Message {
  v3::CheckRequest request;
  std::vector<narvi_ext_authz_field> fields;
};

Question::Question(std::string_view bytes, std::size_t most) : message_(std::make_unique<Message>()) {
  // protobuf writes to stderr what it dislikes in a message: anybody could fill the program's log.
  static google::protobuf::LogHandler* const kSilenced = google::protobuf::SetLogHandler(nullptr);
  static_cast<void>(kSilenced);
  check_.connection = -1;
  check_.too_long = bytes.size() > most ? 1 : 0;
  check_.milliseconds_left = std::numeric_limits<std::int64_t>::max();
  if (check_.too_long != 0 || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !message_->request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return;
  }
  const v3::AttributeContext& attributes = message_->request.attributes();
  const v3::AttributeContext::HttpRequest& http = attributes.request().http();
  check_.method = view(http.method());
  check_.scheme = view(http.scheme());
  check_.host = view(http.host());
  check_.uri = view(http.path());
  check_.client_address = view(attributes.source().address().socket_address().address());
  message_->fields = visitor_fields(http);
  check_.fields = message_->fields.data();
  check_.field_count = message_->fields.size();
}

Question::~Question() = default;

std::string encode(const narvi_ext_authz_answer& answer) {
  v3::CheckResponse response;
  response.mutable_status()->set_code(answer.code);
  response.mutable_status()->set_message(copy(answer.message));
  if (answer.code == 0) {
    allow(answer, *response.mutable_ok_response());
  } else {
    deny(answer, *response.mutable_denied_response());
  }
  return response.SerializeAsString();
}

}  // namespace narvi::http::ext_authz
