#include "http/server/tls.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "http/server/door_for_tests.h"

namespace narvi::http::server {
namespace {

using test::Client;
using test::Door;
using test::get;

/// Certificates made by the openssl command, in a folder that goes when the test ends.
class Certificates {
 public:
  Certificates() {
    char name[] = "/tmp/narvi-tls-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~Certificates() { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  /// Writes NAME.pem and NAME.key, self-signed for the common name `subject`. `more`: further arguments.
  void make(const std::string& name, const std::string& subject, const std::string& more = "") const {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=" + subject +
        "' -keyout " + file(name + ".key") + " -out " + file(name + ".pem") + more + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  TlsOptions options(const std::string& name) const {
    return {.certificate_file = file(name + ".pem"), .key_file = file(name + ".key")};
  }

 private:
  std::string folder_;
};

/// A blocking TLS client.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, const std::string& certificate = "", const std::string& key = "",
                     int newest = TLS1_3_VERSION)
      : socket_(port), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), ssl_(nullptr, SSL_free) {
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_security_level(context_.get(), 0);
    if (!certificate.empty()) {
      SSL_CTX_use_certificate_file(context_.get(), certificate.c_str(), SSL_FILETYPE_PEM);
      SSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), SSL_FILETYPE_PEM);
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.socket());
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  bool connected() const { return connected_; }
  const char* version() const { return SSL_get_version(ssl_.get()); }
  std::string server_name() const {
    const std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(ssl_.get()),
                                                             X509_free);
    char name[100] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof(name));
    return name;
  }
  /// Sends a request and returns what came back until the body's last byte was `last`.
  std::string ask(const std::string& bytes, std::size_t least = 1) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    std::string got;
    char piece[4096];
    while (got.size() < least) {
      const int size = SSL_read(ssl_.get(), piece, sizeof(piece));
      if (size <= 0) {
        break;
      }
      got.append(piece, static_cast<std::size_t>(size));
    }
    return got;
  }
  bool resumable() const { return SSL_SESSION_is_resumable(SSL_get0_session(ssl_.get())) == 1; }

 private:
  Client socket_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  bool connected_ = false;
};

TEST(Tls, ServesRequestsOfEveryVersionItAllows) {
  const Certificates made;
  made.make("one", "one");
  bool https = false;
  Door door({.tls = made.options("one")}, [&https](Request& request) -> io::Task<Response> {
    https = request.https && request.peer->tls;
    co_return test::text_response(200, "hello over tls");
  });
  ASSERT_TRUE(door.started()) << door.started().error().message;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(door.port(), "", "", version);
    ASSERT_TRUE(client.connected());
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(client.ask(get("/")).ends_with("hello over tls"));
    }
    EXPECT_TRUE(https);
    EXPECT_TRUE(client.resumable());
  }
  EXPECT_FALSE(TlsClient(door.port(), "", "", TLS1_1_VERSION).connected());
}

TEST(Tls, LargeAnswersAndPipelinesArriveWhole) {
  const Certificates made;
  made.make("one", "one");
  constexpr std::size_t kSize = 3'000'000;
  Door door({.tls = made.options("one")}, [](Request&) -> io::Task<Response> {
    co_return test::text_response(200, std::string(kSize, 'x'));
  });
  TlsClient client(door.port());
  ASSERT_TRUE(client.connected());
  EXPECT_GE(client.ask(get("/") + get("/") + get("/"), 3 * kSize).size(), 3 * kSize);
}

TEST(Tls, ReloadUsesTheNewCertificateAndKeepsTheOldIfItIsBad) {
  const Certificates made;
  made.make("current", "one");
  Door door({.tls = made.options("current")});
  TlsClient before(door.port());
  EXPECT_EQ(before.server_name(), "one");

  made.make("current", "two");
  ASSERT_TRUE(door.server().reload_tls());
  EXPECT_EQ(TlsClient(door.port()).server_name(), "two");
  EXPECT_FALSE(before.ask(get("/")).empty());  // connections live on

  std::ofstream(made.file("current.pem")) << "no certificate";
  const auto broken = door.server().reload_tls();
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::kConfiguration);
  EXPECT_NE(broken.error().message.find("current.pem"), std::string::npos);
  EXPECT_EQ(TlsClient(door.port()).server_name(), "two");

  made.make("other", "three");
  std::filesystem::copy_file(made.file("other.pem"), made.file("current.pem"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_FALSE(door.server().reload_tls());  // the key is not that certificate's
  EXPECT_EQ(TlsClient(door.port()).server_name(), "two");
}

TEST(Tls, StartFailsOnABadCertificateAndReloadNeedsTls) {
  const Certificates made;
  Door broken({.tls = made.options("absent")});
  EXPECT_FALSE(broken.started());
  Door plain;
  const auto none = plain.server().reload_tls();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::kInvalid);
}

TEST(Tls, AVerifiedClientCertificateNamesThePeer) {
  const Certificates made;
  made.make("server", "server");
  made.make("client", "alice");
  made.make("stranger", "mallory");
  TlsOptions tls = made.options("server");
  tls.client_ca_file = made.file("client.pem");
  Door door({.tls = tls}, [](Request& request) -> io::Task<Response> {
    co_return test::text_response(200, "<" + request.peer->tls_subject + ">");
  });
  ASSERT_TRUE(door.started()) << door.started().error().message;
  TlsClient alice(door.port(), made.file("client.pem"), made.file("client.key"));
  EXPECT_TRUE(alice.ask(get("/")).ends_with("<CN=alice>"));
  TlsClient nobody(door.port());
  EXPECT_TRUE(nobody.ask(get("/")).ends_with("<>"));
  TlsClient mallory(door.port(), made.file("stranger.pem"), made.file("stranger.key"));
  EXPECT_EQ(mallory.ask(get("/")), "");

  tls.require_client_certificate = true;
  Door strict({.tls = tls});
  TlsClient uninvited(strict.port());
  EXPECT_EQ(uninvited.ask(get("/")), "");
}

TEST(Tls, AVerifiedClientCertificateTellsItsOtherNames) {
  const Certificates made;
  made.make("server", "server");
  made.make("client", "alice",
            " -addext 'subjectAltName=DNS:proxy.example,email:ops@proxy.example,URI:spiffe://site/proxy,"
            "IP:10.0.0.1,IP:2001:db8::1,DNS:10.0.0.9,DNS:ops@fake.example,email:proxy,URI:proxy.example,"
            "otherName:1.2.3.4;UTF8:proxy'");
  TlsOptions tls = made.options("server");
  tls.client_ca_file = made.file("client.pem");
  Door door({.tls = tls}, [](Request& request) -> io::Task<Response> {
    std::string names;
    for (const std::string& name : request.peer->tls_names) {
      names += "<" + name + ">";
    }
    co_return test::text_response(200, names);
  });
  ASSERT_TRUE(door.started()) << door.started().error().message;
  TlsClient alice(door.port(), made.file("client.pem"), made.file("client.key"));
  const std::string told = alice.ask(get("/"));
  EXPECT_TRUE(told.ends_with(
      "\r\n\r\n<proxy.example><ops@proxy.example><spiffe://site/proxy><10.0.0.1><2001:db8::1>"))
      << told;
  TlsClient nobody(door.port());
  EXPECT_TRUE(nobody.ask(get("/")).ends_with("\r\n\r\n"));
}

TEST(Tls, PlainTextAndSilenceEndTheHandshake) {
  const Certificates made;
  made.make("one", "one");
  Door door({.deadlines = test::short_deadlines(), .tls = made.options("one")});
  Client plain = door.client();
  plain.send(get("/"));
  EXPECT_EQ(plain.answer().status, 0);
  Client silent = door.client();
  EXPECT_TRUE(silent.ended());
}

}  // namespace
}  // namespace narvi::http::server
