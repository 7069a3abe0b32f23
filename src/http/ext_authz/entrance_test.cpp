#include "http/ext_authz/entrance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <mutex>
#include <set>

#include "http/ext_authz/connections.h"
#include "http/ext_authz/module.h"
#include "http/server/door_for_tests.h"

namespace narvi::http::ext_authz {
namespace {

using server::test::Client;
using server::test::eventually;
using server::test::FunctionHandler;
using testing::HasSubstr;

/// A module without gRPC: questions are asked by the test, sockets are kept.
struct FakeModule {
  struct Told {
    std::int32_t code = -1;
    std::int32_t status = 0;
    std::string body;
    std::atomic<bool> done{false};
  };

  static FakeModule& the() {
    static FakeModule only;
    return only;
  }
  static void* start(const narvi_ext_authz_host* host) {
    the().host = *host;
    return the().starts ? &the() : nullptr;
  }
  static int adopt(void* /*server*/, int socket) {
    const std::scoped_lock lock(the().mutex);
    the().sockets.push_back(socket);
    return 1;
  }
  static void answer(void* call, const narvi_ext_authz_answer* answer) {
    auto& told = *static_cast<Told*>(call);
    told.code = answer->code;
    told.status = answer->http_status;
    told.body.assign(answer->body.data == nullptr ? "" : answer->body.data, answer->body.size);
    told.done = true;
  }
  static void stop(void* /*server*/, std::int64_t /*milliseconds*/) {
    const std::scoped_lock lock(the().mutex);
    for (const int socket : the().sockets) {
      ::shutdown(socket, SHUT_RDWR);
      ::close(socket);
    }
    the().sockets.clear();
  }
  static void release(void* /*server*/) {}

  std::vector<int> adopted() {
    const std::scoped_lock lock(mutex);
    return sockets;
  }

  const narvi_ext_authz_entry entry{NARVI_EXT_AUTHZ_VERSION, start, adopt, answer, stop, release};
  narvi_ext_authz_host host{};
  bool starts = true;
  std::mutex mutex;
  std::vector<int> sockets;
};

narvi_ext_authz_text view(std::string_view text) {
  return {text.data(), text.size()};
}

narvi_ext_authz_check question(std::string_view uri, int connection = -1) {
  narvi_ext_authz_check check{};
  check.connection = connection;
  check.milliseconds_left = std::numeric_limits<std::int64_t>::max();
  check.method = view("GET");
  check.uri = view(uri);
  return check;
}

/// Writes down what it is told.
class Notes final : public server::Observer {
 public:
  void started(std::size_t /*loop*/) override { add("started"); }
  void served(std::size_t /*loop*/, const server::Served& served) override {
    add(std::to_string(served.status) + " " + std::string(served.path) + " " + std::string(served.outcome));
  }
  void refused(std::size_t /*loop*/, server::Refusal refusal, const Peer& /*peer*/) override {
    add("refused " + std::string(server::row(refusal).word));
  }
  std::vector<std::string> all() const {
    const std::scoped_lock lock(mutex_);
    return all_;
  }

 private:
  void add(std::string note) {
    const std::scoped_lock lock(mutex_);
    all_.push_back(std::move(note));
  }
  mutable std::mutex mutex_;
  std::vector<std::string> all_;
};

/// Tells what it was asked; every thread and every peer is noted.
class Entrances : public testing::Test {
 protected:
  Entrances()
      : handler_([this](Request& request) { return decide(request); }),
        entrance_({.target = "/t",
                   .answers = {{"Remote-User"}, {}},
                   .module = "",
                   .reserved = {},
                   .may_ask = [this](const Peer& /*peer*/) { return trusting_.load(); }},
                  handler_, loops_, {&notes_}) {
    EXPECT_TRUE(entrance_.start(FakeModule::the().entry));
    server::ServerOptions options;
    options.listen = {"127.0.0.1:0"};
    server_ = std::make_unique<server::Server>(options, handler_, loops_, std::vector<server::Observer*>{},
                                               entrance_);
    EXPECT_TRUE(server_->start());
    loops_.start();
  }
  ~Entrances() override {
    server_->begin_shutdown();
    entrance_.stop(std::chrono::milliseconds(0));
    EXPECT_TRUE(eventually([this] { return server_->drained(); }));
    loops_.stop();
  }

  io::Task<Response> decide(Request& request) {
    const std::scoped_lock lock(mutex_);
    threads_.insert(std::this_thread::get_id());
    peers_.push_back(request.peer->address);
    const auto uri = request.headers.find("X-Forwarded-Uri").value_or("");
    if (uri == "/throw") {
      throw std::runtime_error("a bug");
    }
    co_return Response{.status = uri == "/204"   ? 204
                                 : uri == "/200" ? 200
                                                 : 403,
                       .headers = {},
                       .body = "no"};
  }
  static void ask(const narvi_ext_authz_check& check, FakeModule::Told& told) {
    const narvi_ext_authz_host& host = FakeModule::the().host;
    host.check(host.self, &check, &told);
    EXPECT_TRUE(eventually([&told] { return told.done.load(); }));
  }
  std::vector<std::string> peers() {
    const std::scoped_lock lock(mutex_);
    return peers_;
  }

  std::mutex mutex_;
  std::set<std::thread::id> threads_;
  std::vector<std::string> peers_;
  std::atomic<bool> trusting_{true};
  Notes notes_;
  FunctionHandler handler_;
  io::LoopGroup loops_{2};
  Entrance entrance_;
  std::unique_ptr<server::Server> server_;
};

TEST_F(Entrances, AskTheHandlerOnEveryLoop) {
  for (int i = 0; i < 4; ++i) {
    FakeModule::Told told;
    ask(question("/200"), told);
    EXPECT_EQ(told.code, 0);
    FakeModule::Told refused;
    ask(question("/x"), refused);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.body, "no");
  }
  FakeModule::Told turn;
  ask(question("/x"), turn);
  FakeModule::Told other;
  ask(question("/x"), other);
  EXPECT_EQ(threads_.size(), 2U);
}

TEST_F(Entrances, NeverLetPassAfterABug) {
  for (const char* uri : {"/throw", "/204"}) {
    FakeModule::Told told;
    ask(question(uri), told);
    EXPECT_EQ(told.code, 13) << uri;
    EXPECT_EQ(told.status, 500);
    EXPECT_THAT(told.body, HasSubstr("Internal Server Error"));
  }
}

TEST_F(Entrances, RefuseWhatCannotBeAField) {
  FakeModule::Told told;
  ask(question("/a\r\nX: y"), told);
  EXPECT_EQ(told.status, 400);
  EXPECT_EQ(told.code, 3);
  EXPECT_TRUE(peers().empty()) << "the handler is not asked";
}

TEST_F(Entrances, DoNotDecideForThoseWhoGaveUp) {
  narvi_ext_authz_check check = question("/200");
  check.milliseconds_left = 0;
  FakeModule::Told told;
  ask(check, told);
  EXPECT_EQ(told.code, 14);
  EXPECT_EQ(told.status, 503);
  EXPECT_TRUE(peers().empty());
  EXPECT_THAT(notes_.all(), testing::ElementsAre("started", "503 /t given_up")) << "operators see it";
}

TEST_F(Entrances, RefuseWhatIsTooLong) {
  narvi_ext_authz_check check = question("/200");
  check.too_long = 1;
  FakeModule::Told told;
  ask(check, told);
  EXPECT_EQ(told.status, 431);
  EXPECT_EQ(told.code, 3);
  EXPECT_EQ(told.body, R"({"detail":"Request Header Fields Too Large."})");
  EXPECT_TRUE(peers().empty());
  EXPECT_THAT(notes_.all(), testing::ElementsAre("refused head_too_large"));
}

TEST_F(Entrances, ReadNothingOfThoseWhoMayNotAsk) {
  trusting_ = false;
  narvi_ext_authz_check much = question("/200");
  much.too_long = 1;
  for (const narvi_ext_authz_check& check : {question("/200"), question("/a\nb"), much}) {
    FakeModule::Told told;
    ask(check, told);
    EXPECT_EQ(told.status, 403) << "the handler's answer to an empty question";
  }
  EXPECT_EQ(peers().size(), 3U);
}

TEST_F(Entrances, KnowWhoAsks) {
  const Client client(server_->ports().at(0));
  ASSERT_TRUE(eventually([] { return FakeModule::the().adopted().size() == 1; }));
  const int socket = FakeModule::the().adopted().at(0);
  FakeModule::Told known;
  ask(question("/200", socket), known);
  FakeModule::Told unknown;
  ask(question("/200", socket + 1000), unknown);
  EXPECT_EQ(peers(), (std::vector<std::string>{"127.0.0.1", ""}));
}

TEST_F(Entrances, NoticeTheEndOfAConnection) {
  const Client client(server_->ports().at(0));
  ASSERT_TRUE(eventually([] { return FakeModule::the().adopted().size() == 1; }));
  const int socket = FakeModule::the().adopted().at(0);
  EXPECT_EQ(server_->connections(), 1U);
  FakeModule::stop(nullptr, 0);
  EXPECT_TRUE(eventually([this] { return server_->connections() == 0; }));
  FakeModule::Told told;
  ask(question("/200", socket), told);
  EXPECT_EQ(peers(), std::vector<std::string>{""}) << "the number means nobody any more";
}

TEST_F(Entrances, TakeNobodyAfterTheStop) {
  entrance_.stop(std::chrono::milliseconds(0));
  Client client(server_->ports().at(0));
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(FakeModule::the().adopted().empty());
}

TEST(Connections, ForgetOnlyTheirOwn) {
  Connections connections;
  const unsigned long first = connections.add(7, -1, Peer{.address = "192.0.2.1"});
  const unsigned long second = connections.add(7, -1, Peer{.address = "192.0.2.2"});
  connections.forget(7, first);
  EXPECT_EQ(connections.find(7).address, "192.0.2.2");
  connections.forget(7, second);
  EXPECT_EQ(connections.find(7).address, "");
}

TEST(Module, SaysWhyItCannotBeLoaded) {
  const auto missing = load_module({"/nonexistent/a.so", "/nonexistent/b.so"});
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, ErrorKind::kConfiguration);
  EXPECT_THAT(missing.error().message, HasSubstr("/nonexistent/a.so and /nonexistent/b.so"));
  const std::string path =
      std::filesystem::temp_directory_path() / ("narvi-module-" + std::to_string(getpid()));
  std::ofstream(path) << "no library";
  const auto broken = load_module({path});
  std::filesystem::remove(path);
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(broken.error().message, HasSubstr("cannot load"));
}

}  // namespace
}  // namespace narvi::http::ext_authz
