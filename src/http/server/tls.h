#pragma once
// TLS of the door, on OpenSSL 3: TLS 1.2 or later, no renegotiation, tickets for resumption, certificates
// that can be exchanged while running.

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/server/options.h"

struct ssl_ctx_st;
struct ssl_st;

namespace narvi::http::server {

/// One TLS connection on a non-blocking socket, which it does not own.
class TlsSession {
 public:
  enum class Need { kNothing, kReadable, kWritable, kEnded };
  struct Step {
    Need need = Need::kNothing;  ///< kNothing: done; kEnded: closed or broken
    std::size_t bytes = 0;
  };

  TlsSession(ssl_ctx_st* context, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Step handshake();
  Step read(std::span<char> into);
  Step write(std::string_view bytes);
  /// True if decrypted bytes wait to be read.
  bool pending() const;
  /// Sends close_notify if the socket takes it at once.
  void say_goodbye();
  /// Distinguished name (RFC 2253) of a verified client certificate; empty if there is none.
  std::string client_subject() const;
  /// The subject alternative names of that certificate: DNS names, e-mail addresses, URIs and IP addresses,
  /// as text, in their order. A name that has not the form of its kind (a DNS name with '@', say) is left
  /// out, so that none can be taken for one of another kind.
  std::vector<std::string> client_names() const;

 private:
  Step outcome(int result, std::size_t bytes);
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
};

/// The current certificate. Thread-safe.
class Tls {
 public:
  explicit Tls(TlsOptions options) : options_(std::move(options)) {}

  /// Reads the files anew; new connections use them, and new ticket keys. On an error (kConfiguration, naming
  /// the file) what was loaded before stays in use.
  Result<void> load();
  /// A session for an accepted socket; never null: if nothing was loaded, its handshake fails.
  std::unique_ptr<TlsSession> session(int socket);

 private:
  using Context = std::shared_ptr<ssl_ctx_st>;
  TlsOptions options_;
  std::mutex mutex_;
  Context context_;
};

}  // namespace narvi::http::server
