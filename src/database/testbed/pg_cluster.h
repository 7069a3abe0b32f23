#pragma once
// PgCluster: a real PostgreSQL 15 server for tests, in a temporary folder on a free loopback port, with
// durable commits. One for each test program; a fresh database for each test. The program must link libpq.

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace narvi::database::testbed {

class PgCluster {
 public:
  /// How to stop: kFast rolls transactions back and closes cleanly; kImmediate is a crash.
  enum class Stop { kFast, kImmediate };

  /// Makes the cluster and starts it. `settings` are further ones, as "name=value". Throws
  /// std::runtime_error.
  explicit PgCluster(std::vector<std::string> settings = {}) : settings_(std::move(settings)) {
    folder_ = (std::filesystem::temp_directory_path() / "narvi-pg-XXXXXX").string();
    if (::mkdtemp(folder_.data()) == nullptr) {
      throw std::runtime_error("cannot make " + folder_);
    }
    const passwd* account = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr;
    if (::geteuid() == 0 &&
        (account == nullptr || ::chown(folder_.c_str(), account->pw_uid, account->pw_gid) != 0)) {
      throw std::runtime_error("PostgreSQL refuses to run as root, and there is no account postgres");
    }
    const int status = wait_for(spawn({program("initdb"), "--pgdata=" + data(), "--username=postgres",
                                       "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"}));
    if (status != 0) {
      throw std::runtime_error("initdb failed; see " + log());
    }
    port_ = free_port();
    start();
  }

  ~PgCluster() {
    stop(Stop::kImmediate);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PgCluster(const PgCluster&) = delete;
  PgCluster& operator=(const PgCluster&) = delete;

  /// Starts the server on the same port and waits until it takes connections. Harmless while it runs.
  void start() {
    if (server_ != 0) {
      return;
    }
    std::vector<std::string> command{program("postgres"), "-D", data(), "-p", std::to_string(port_)};
    std::vector<std::string> settings{"listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=on",
                                      "max_connections=100"};
    settings.insert(settings.end(), settings_.begin(), settings_.end());
    for (const std::string& setting : settings) {
      command.insert(command.end(), {"-c", setting});
    }
    server_ = spawn(command);
    while (PQping(url("postgres").c_str()) != PQPING_OK) {
      if (::waitpid(server_, nullptr, WNOHANG) == server_) {
        server_ = 0;
        throw std::runtime_error("PostgreSQL did not start; see " + log());
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  /// Stops the server and waits for its end. Harmless while it is stopped.
  void stop(Stop how = Stop::kFast) {
    if (server_ == 0) {
      return;
    }
    ::kill(server_, how == Stop::kFast ? SIGINT : SIGQUIT);
    wait_for(server_);
    server_ = 0;
  }

  int port() const { return port_; }

  /// The connection URL of `database`, optionally through another port (a TcpGate's).
  std::string url(const std::string& database, int port = 0) const {
    return "postgresql://postgres@127.0.0.1:" + std::to_string(port == 0 ? port_ : port) + "/" + database;
  }

  /// Creates a database; `name` and `from` are plain identifiers.
  void create_database(const std::string& name, const std::string& from = "template1") {
    execute("CREATE DATABASE " + name + " TEMPLATE " + from, "postgres");
  }
  /// Creates a database under a name that no other test of the program has, and returns the name.
  std::string create_database() {
    const std::string name = "test_" + std::to_string(++created_);
    create_database(name);
    return name;
  }

  /// Runs SQL as superuser on a connection of its own; the first cell of the result, or "". Throws on an
  /// error.
  std::string execute(const std::string& sql, const std::string& database) const {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url(database).c_str()),
                                                                  &PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                               &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    return PQntuples(result.get()) > 0 && PQnfields(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
  }

  /// The server's log, for a person who looks into a failure.
  std::string log() const { return folder_ + "/log"; }

 private:
  static std::string program(const std::string& name) { return "/usr/lib/postgresql/15/bin/" + name; }
  std::string data() const { return folder_ + "/data"; }

  /// A port that was free a moment ago.
  static int free_port() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(listener, generic, size) == 0 && ::getsockname(listener, generic, &size) == 0;
    ::close(listener);
    if (!bound) {
      throw std::runtime_error("no free port");
    }
    return ntohs(address.sin_port);
  }

  /// Starts a program as the account postgres if we are root. It dies with the thread that called.
  pid_t spawn(std::vector<std::string> command) const {
    if (::geteuid() == 0) {
      command.insert(command.begin(), {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres",
                                       "--clear-groups", "--pdeathsig=QUIT", "--"});
    }
    std::vector<char*> arguments;
    for (std::string& argument : command) {
      arguments.push_back(argument.data());
    }
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) {
      return child;
    }
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    // NOLINTNEXTLINE(cert-err33-c): without a log the program still runs
    if (std::freopen(log().c_str(), "a", stderr) == nullptr || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ||
        ::chdir(folder_.c_str()) != 0) {
      ::_exit(126);
    }
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
  }

  static int wait_for(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }

  std::vector<std::string> settings_;
  std::string folder_;
  int port_ = 0;
  pid_t server_ = 0;
  std::atomic<int> created_{0};
};

}  // namespace narvi::database::testbed
