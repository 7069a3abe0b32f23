#include "http/server/head_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <limits>

namespace narvi::http::server {

namespace {

namespace beast = boost::beast;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

/// Receives the tokens. Only the head ever reaches it.
class Tokens final : public beast::http::basic_parser<true> {
 public:
  Tokens(const HeadLimits& limits, Request& request) : limits_(limits), request_(request) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // the connection has limited the head already
    body_limit(boost::none);
    skip(true);  // bodies are ours
  }

  std::optional<Refusal> refusal;

 private:
  using Code = beast::error_code;

  void refuse(Refusal why, Code& error) {
    refusal = why;
    error = beast::http::error::bad_value;
  }

  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                       Code& error) override {
    request_.method = view(method);
    request_.target = view(target);
    request_.version = version;
    if (target.size() > limits_.target) {
      refuse(Refusal::kTargetTooLong, error);
    }
  }

  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     Code& error) override {
    if (request_.headers.fields().size() >= limits_.fields) {
      refuse(Refusal::kTooManyFields, error);
      return;
    }
    request_.headers.add(view(name), view(value));
  }

  void on_response_impl(int, beast::string_view, int, Code&) override {}
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(beast::string_view, Code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, Code&) override { return 0; }
  void on_finish_impl(Code&) override {}

  const HeadLimits& limits_;
  Request& request_;
};

Refusal from_beast(const beast::error_code& error) {
  using beast::http::error;
  if (error == beast::http::error::bad_content_length ||
      error == beast::http::error::multiple_content_length) {
    return Refusal::kContentLength;
  }
  if (error == beast::http::error::bad_transfer_encoding) {
    return Refusal::kTransferEncoding;
  }
  if (error == beast::http::error::bad_target) {
    return Refusal::kTarget;
  }
  return Refusal::kSyntax;
}

/// RFC 9112 §3.2: an origin server is sent the origin form; absolute and authority forms are for proxies, and
/// nobody may send a fragment.
bool is_origin_form(std::string_view target) {
  return !target.empty() && target.front() == '/' && target.find('#') == std::string_view::npos;
}

std::string_view host_of(const Headers& headers) {
  return headers.find("Host").value_or(std::string_view());
}

}  // namespace

Result<Framing, Refusal> parse_head(std::string_view head, const HeadLimits& limits, Request& request) {
  request.headers.fields().clear();
  if (head.size() > limits.head) {
    return tl::unexpected(Refusal::kHeadTooLarge);
  }
  if (const auto refusal = guard_bytes(head)) {
    return tl::unexpected(*refusal);
  }
  Tokens tokens(limits, request);
  beast::error_code error;
  const std::size_t used = tokens.put(boost::asio::const_buffer(head.data(), head.size()), error);
  if (tokens.refusal) {
    return tl::unexpected(*tokens.refusal);
  }
  if (error) {
    return tl::unexpected(from_beast(error));
  }
  if (used != head.size() || !tokens.is_done()) {
    return tl::unexpected(Refusal::kSyntax);
  }
  if (!is_origin_form(request.target)) {
    return tl::unexpected(Refusal::kTarget);
  }
  auto framing = guard_fields(request.target, request.version, request.headers);
  if (!framing) {
    return framing;
  }
  const std::size_t mark = request.target.find('?');
  request.path = request.target.substr(0, mark);
  request.query = mark == std::string_view::npos ? std::string_view() : request.target.substr(mark + 1);
  request.host.assign(host_of(request.headers));
  return framing;
}

}  // namespace narvi::http::server
