#pragma once
// Request: one HTTP request as every entrance makes it (the door, a test, a foreign server through the
// library). Values only, no sockets. Views point into bytes that the maker keeps alive until the answer is
// out.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/task.h"

namespace narvi::http {

struct HeaderView {
  std::string_view name;
  std::string_view value;  ///< outer blanks already trimmed
};

/// Case-insensitive ASCII comparison of field names.
bool same_name(std::string_view left, std::string_view right);

/// The fields of a head, in order of arrival.
class Headers {
 public:
  void add(std::string_view name, std::string_view value) { fields_.push_back({name, value}); }
  /// The first field of that name; empty optional if there is none (an empty value is a value).
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  void remove(std::string_view name);
  std::vector<HeaderView>& fields() { return fields_; }
  const std::vector<HeaderView>& fields() const { return fields_; }

 private:
  std::vector<HeaderView> fields_;
};

/// Who is at the other end of the connection.
struct Peer {
  std::string address;  ///< textual IP address; empty on a unix socket
  std::uint16_t port = 0;
  std::optional<std::uint32_t> unix_uid;  ///< set on a unix socket
  std::optional<std::uint32_t> unix_gid;  ///< set on a unix socket
  bool tls = false;
  std::string tls_subject;  ///< of a verified client certificate, else empty
  std::vector<std::string>
      tls_names;  ///< subject alternative names of that certificate: DNS, URI, e-mail, IP
};

enum class BodyFailure {
  kTooLarge,  ///< over the limit: 413 and close
  kTimeout,   ///< not there within the body deadline: 408 and close
  kBroken,    ///< framing error or connection gone: 400 and close
};

/// The body, pulled only by those who want it: a decision never reads one.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Reads the whole body, at most `limit` bytes. Called at most once.
  virtual io::Task<Result<std::string, BodyFailure>> read(std::size_t limit) = 0;
  /// True if the head announced a body (Content-Length over 0, or chunked).
  virtual bool announced() const = 0;
  /// The announced Content-Length, if there was one.
  virtual std::optional<std::uint64_t> content_length() const = 0;
};

struct Request {
  std::string_view method;  ///< any token, upper case as sent
  std::string_view target;  ///< as on the request line
  std::string_view path;    ///< target before '?', still percent-encoded
  std::string_view query;   ///< after '?', without it
  int version = 11;         ///< 10 or 11
  Headers headers;
  const Peer* peer = nullptr;
  BodySource* body = nullptr;  ///< null: no body
  std::string_view request_id;

  // Decided by http/admit from the peer and, if it is trusted, from forwarded headers:
  bool from_trusted_peer = false;  ///< the peer may speak for a client
  bool https = false;
  std::string host;            ///< the Host to use, unmodified (case and port kept)
  std::string client_address;  ///< the address to key limits by

  /// REMOTE_USER as the entrance itself knows it (FastCGI parameters, a foreign server through the library);
  /// never a header, so nothing a client sends can become it (contract drf §3.5). Empty: none.
  std::string_view remote_user;

  // Told by whoever answers, for the log line and the metrics; text of static storage, never from the client:
  std::string_view route;    ///< name of the route that answers
  std::string_view outcome;  ///< one word: accepted, refused, throttled ...
};

/// A body that is already there.
class BufferedBody final : public BodySource {
 public:
  explicit BufferedBody(std::string bytes) : bytes_(std::move(bytes)) {}
  io::Task<Result<std::string, BodyFailure>> read(std::size_t limit) override;
  bool announced() const override { return !bytes_.empty(); }
  std::optional<std::uint64_t> content_length() const override { return bytes_.size(); }

 private:
  std::string bytes_;
};

}  // namespace narvi::http
