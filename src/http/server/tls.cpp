#include "http/server/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <climits>

#include "http/server/tls_client_names.h"
#include "http/server/tls_socket_bio.h"

namespace narvi::http::server {

namespace {

tl::unexpected<Error> refuse(const std::string& what) {
  char reason[256] = "unknown";
  if (const unsigned long code = ERR_peek_last_error(); code != 0) {
    ERR_error_string_n(code, reason, sizeof(reason));
  }
  ERR_clear_error();
  return fail(ErrorKind::kConfiguration, what + ": " + reason);
}

/// We speak one protocol; a client that offers only others is answered without ALPN (RFC 7301 §3.2 allows
/// it).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void*) {
  static constexpr unsigned char kHttp11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kHttp11, sizeof(kHttp11), in, in_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void set_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // resumption by tickets only: no state here
  static constexpr unsigned char kName[] = "narvi";
  SSL_CTX_set_session_id_context(context, kName, sizeof(kName) - 1);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

}  // namespace

Result<void> Tls::load() {
  ERR_clear_error();
  Context fresh(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!fresh) {
    return refuse("TLS");
  }
  set_rules(fresh.get());
  if (SSL_CTX_use_certificate_chain_file(fresh.get(), options_.certificate_file.c_str()) != 1) {
    return refuse("certificate " + options_.certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(fresh.get(), options_.key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(fresh.get()) != 1) {
    return refuse("key " + options_.key_file);
  }
  if (!options_.client_ca_file.empty()) {
    const char* file = options_.client_ca_file.c_str();
    if (SSL_CTX_load_verify_locations(fresh.get(), file, nullptr) != 1) {
      return refuse("client authorities " + options_.client_ca_file);
    }
    SSL_CTX_set_client_CA_list(fresh.get(), SSL_load_client_CA_file(file));
    const int required = options_.require_client_certificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(fresh.get(), SSL_VERIFY_PEER | required, nullptr);
  }
  const std::scoped_lock lock(mutex_);
  context_.swap(fresh);
  return {};
}

std::unique_ptr<TlsSession> Tls::session(int socket) {
  Context context;
  {
    const std::scoped_lock lock(mutex_);
    context = context_;
  }
  return std::make_unique<TlsSession>(context.get(), socket);
}

TlsSession::TlsSession(ssl_ctx_st* context, int socket)
    : ssl_(context == nullptr ? nullptr : SSL_new(context), SSL_free) {
  BIO* bio = ssl_ ? make_socket_bio(socket) : nullptr;
  if (bio == nullptr) {
    ssl_.reset();
    return;
  }
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

TlsSession::~TlsSession() = default;

TlsSession::Step TlsSession::outcome(int result, std::size_t bytes) {
  if (result > 0) {
    return {Need::kNothing, bytes};
  }
  const int reason = SSL_get_error(ssl_.get(), result);
  if (reason == SSL_ERROR_WANT_READ) {
    return {Need::kReadable, 0};
  }
  if (reason == SSL_ERROR_WANT_WRITE) {
    return {Need::kWritable, 0};
  }
  return {Need::kEnded, 0};
}

TlsSession::Step TlsSession::handshake() {
  if (!ssl_) {
    return {Need::kEnded, 0};
  }
  ERR_clear_error();  // what others left on this thread would be taken for ours (SSL_get_error(3))
  return outcome(SSL_do_handshake(ssl_.get()), 0);
}

TlsSession::Step TlsSession::read(std::span<char> into) {
  std::size_t got = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &got);
  return outcome(result, got);
}

TlsSession::Step TlsSession::write(std::string_view bytes) {
  std::size_t sent = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
  return outcome(result, sent);
}

bool TlsSession::pending() const {
  return ssl_ && SSL_pending(ssl_.get()) > 0;
}

void TlsSession::say_goodbye() {
  if (ssl_ && SSL_is_init_finished(ssl_.get())) {
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
}

std::string TlsSession::client_subject() const {
  if (SSL_get_verify_result(ssl_.get()) != X509_V_OK) {
    return {};
  }
  const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr) {
    return {};
  }
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(memory.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(std::max(0L, size))};
}

std::vector<std::string> TlsSession::client_names() const {
  if (SSL_get_verify_result(ssl_.get()) != X509_V_OK) {
    return {};
  }
  const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  return certificate == nullptr ? std::vector<std::string>() : alternative_names(certificate);
}

}  // namespace narvi::http::server
