#include "http/server/service_manager.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "http/server/door_for_tests.h"
#include "http/server/listening_socket.h"

namespace narvi::http::server {
namespace {

/// Plays a process that systemd has started with one socket as descriptor 3. Ends the process: 0 if all is
/// well.
[[noreturn]] void play_activated(int listening, std::uint16_t port) {
  ::dup2(listening, 3);
  ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
  ::setenv("LISTEN_FDS", "1", 1);
  const auto opened = open_listening("systemd", {});
  const bool taken = opened && opened->size() == 1 && opened->front().port() == port;
  const bool only_once = !open_listening("systemd", {});
  std::_Exit(taken && only_once ? 0 : 1);
}

TEST(ServiceManagerDeathTest, SocketsAreInherited) {
  const auto listening = open_listening("127.0.0.1:0", {});
  ASSERT_TRUE(listening);
  const ListeningSocket& socket = listening->front();
  EXPECT_EXIT(play_activated(socket.descriptor(), socket.port()), testing::ExitedWithCode(0), "");
}

TEST(ServiceManager, IsToldOfTheState) {
  char folder[] = "/tmp/narvi-notify-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const std::string path = std::string(folder) + "/n";
  std::memcpy(at.sun_path, path.c_str(), path.size());
  const int receiver = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(receiver, reinterpret_cast<const sockaddr*>(&at), sizeof(at)), 0);
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  notify_manager("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
  notify_manager("STOPPING=1");  // without a manager: nothing happens
  char text[64] = {};
  const ssize_t size = ::recv(receiver, text, sizeof(text), MSG_DONTWAIT);
  EXPECT_EQ(std::string_view(text, size > 0 ? static_cast<std::size_t>(size) : 0), "READY=1");
  ::close(receiver);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace narvi::http::server
