#include "http/server/listening_socket.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "http/server/door_for_tests.h"

namespace narvi::http::server {
namespace {

/// A folder that goes when the test ends.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/narvi-door-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

TEST(ListeningSocket, TcpV4AndV6OnFreePorts) {
  for (const char* address : {"127.0.0.1:0", "[::1]:0"}) {
    const auto opened = open_listening(address, {});
    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_EQ(opened->size(), 1U);
    EXPECT_NE(opened->front().port(), 0);
  }
}

TEST(ListeningSocket, BadAddressesAreConfigurationErrors) {
  const auto taken = open_listening("127.0.0.1:0", {});
  ASSERT_TRUE(taken);
  const std::string in_use = "127.0.0.1:" + std::to_string(taken->front().port());
  for (const std::string& address :
       {std::string(""), std::string("8000"), std::string(":8000"), std::string("host:"),
        std::string("127.0.0.1:http"), std::string("unix:"), in_use, "unix:/" + std::string(200, 'x'),
        std::string("unix:/no/such/folder/s"), std::string("systemd")}) {
    const auto opened = open_listening(address, {});
    ASSERT_FALSE(opened) << address;
    EXPECT_EQ(opened.error().kind, ErrorKind::kConfiguration);
    EXPECT_NE(opened.error().message.find(address), std::string::npos);
  }
}

TEST(ListeningSocket, AUnixSocketHasItsModeAndLeavesNoFile) {
  const Folder folder;
  const std::string path = folder.file("s");
  {
    const auto opened = open_listening("unix:" + path, {.unix_mode = 0620});
    ASSERT_TRUE(opened) << opened.error().message;
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0620U);
    EXPECT_FALSE(open_listening("unix:" + path, {}));  // a living server keeps its place
    EXPECT_TRUE(test::Client(path).connected());
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ListeningSocket, AStaleUnixSocketIsReplacedAFileIsNot) {
  const Folder folder;
  const std::string path = folder.file("s");
  {
    auto crashed = open_listening("unix:" + path, {});
    ASSERT_TRUE(crashed);
    const std::string kept = folder.file("kept");
    std::filesystem::rename(path, kept);  // so that its end does not remove it
    crashed->clear();
    std::filesystem::rename(kept, path);
  }
  EXPECT_TRUE(open_listening("unix:" + path, {}));

  const std::string file = folder.file("file");
  std::ofstream(file) << "data";
  EXPECT_FALSE(open_listening("unix:" + file, {}));
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(ListeningSocket, TheDoorServesOnAUnixSocket) {
  const Folder folder;
  const std::string path = folder.file("s");
  std::optional<std::uint32_t> uid;
  std::string address = "unset";
  test::Door door({.listen = {"unix:" + path, "127.0.0.1:0"}}, [&](Request& request) -> io::Task<Response> {
    uid = request.peer->unix_uid;
    address = request.client_address;
    co_return test::text_response(200, "ok");
  });
  ASSERT_TRUE(door.started());
  test::Client client(path);
  EXPECT_EQ(client.ask(test::get("/")).body, "ok");
  EXPECT_EQ(uid, ::getuid());
  EXPECT_EQ(address, "");
  test::Client tcp(door.server().ports().at(1));
  EXPECT_EQ(tcp.ask(test::get("/")).body, "ok");
  EXPECT_EQ(uid, std::nullopt);
}

}  // namespace
}  // namespace narvi::http::server
