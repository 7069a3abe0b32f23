// The gRPC server, and the one symbol by which the program finds it.

#include <grpcpp/grpcpp.h>
#include <grpcpp/server_posix.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "http/ext_authz/module/codec.h"
#include "http/ext_authz/module/ext_authz.grpc.pb.h"

namespace narvi::http::ext_authz {

namespace {

using envoy::service::auth::v3::Authorization;

constexpr int kPing = 60'000;  // milliseconds after which a silent client is asked whether it is there
constexpr int kPingAnswer = 20'000;
// Longer ones fail as calls, and an Envoy with failure_mode_allow lets pass what failed: so everything that
// an Envoy can send is taken, and refused by an answer of ours.
constexpr std::size_t kLongestMessage = 1024 * 1024;
constexpr std::size_t kMemory = 64 * 1024 * 1024;  // for what all connections together have in flight

/// The socket of a connection that was handed over: gRPC names it "fd:17". -1: another kind of name.
int connection_of(std::string_view peer) {
  constexpr std::string_view kPrefix = "fd:";
  int number = -1;
  if (!peer.starts_with(kPrefix)) {
    return -1;
  }
  const auto [end, error] = std::from_chars(peer.data() + kPrefix.size(), peer.data() + peer.size(), number);
  return error == std::errc() && end == peer.data() + peer.size() ? number : -1;
}

std::int64_t milliseconds_until(std::chrono::system_clock::time_point deadline) {
  if (deadline == std::chrono::system_clock::time_point::max()) {
    return std::numeric_limits<std::int64_t>::max();
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::system_clock::now())
      .count();
}

std::string bytes_of(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) {
    return {};
  }
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

/// One call, from its question to the end of its answer. Owns itself.
class Call final : public grpc::ServerUnaryReactor {
 public:
  Call(const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
       grpc::ByteBuffer& response, std::size_t most)
      : response_(response), question_(bytes_of(request), most) {
    question_.check().connection = connection_of(context.peer());
    question_.check().milliseconds_left = milliseconds_until(context.deadline());
  }

  void ask(const narvi_ext_authz_host& host) { host.check(host.self, &question_.check(), this); }

  void answer(const narvi_ext_authz_answer& answer) {
    const grpc::Slice slice(encode(answer));
    response_ = grpc::ByteBuffer(&slice, 1);
    Finish(grpc::Status::OK);  // `this` may be gone now
  }

  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer& response_;
  Question question_;
};

/// The method is served raw, so that bytes that are no message are refused by our answer, too, and not by a
/// status of gRPC.
class Service final : public Authorization::WithRawCallbackMethod_Check<Authorization::Service> {
 public:
  explicit Service(const narvi_ext_authz_host& host) : host_(host) {}

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                  grpc::ByteBuffer* response) override {
    auto* call = new Call(*context, *request, *response, host_.message_bytes);
    call->ask(host_);
    return call;
  }

 private:
  const narvi_ext_authz_host& host_;
};

class Server {
 public:
  explicit Server(const narvi_ext_authz_host& host) : host_(host), service_(host_) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    builder.SetMaxReceiveMessageSize(static_cast<int>(std::max(host.message_bytes, kLongestMessage)));
    // A compressed message would be unpacked before anybody looks at its sender, and a few bytes unpack to
    // many. Envoy never compresses; unpacked by nobody, such a message is no question and is refused.
    builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
    builder.SetResourceQuota(grpc::ResourceQuota("narvi").Resize(kMemory));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, host.calls_of_one_connection);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, host.idle_milliseconds);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kPing);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingAnswer);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
    server_ = builder.BuildAndStart();
  }

  bool started() const { return server_ != nullptr; }
  void adopt(int socket) { grpc::AddInsecureChannelFromFd(server_.get(), socket); }
  void stop(std::chrono::milliseconds grace) {
    server_->Shutdown(std::chrono::system_clock::now() + grace);
    server_->Wait();
  }

 private:
  const narvi_ext_authz_host host_;
  Service service_;
  std::unique_ptr<grpc::Server> server_;  // goes first: it calls the service
};

Server& server_of(void* server) {
  return *static_cast<Server*>(server);
}

// No exception may leave: the program's frames belong to another build.

void* start(const narvi_ext_authz_host* host) {
  try {
    auto server = std::make_unique<Server>(*host);
    return server->started() ? server.release() : nullptr;
  } catch (const std::exception&) {
    return nullptr;
  }
}

int adopt(void* server, int socket) {
  try {
    server_of(server).adopt(socket);
    return 1;
  } catch (const std::exception&) {
    return 0;
  }
}

void answer(void* call, const narvi_ext_authz_answer* answer) {
  static_cast<Call*>(call)->answer(*answer);
}

void stop(void* server, std::int64_t milliseconds) {
  server_of(server).stop(std::chrono::milliseconds(milliseconds));
}

void release(void* server) {
  delete &server_of(server);
}

}  // namespace

}  // namespace narvi::http::ext_authz

extern "C" __attribute__((visibility("default"))) const narvi_ext_authz_entry narvi_ext_authz = {
    NARVI_EXT_AUTHZ_VERSION,        narvi::http::ext_authz::start, narvi::http::ext_authz::adopt,
    narvi::http::ext_authz::answer, narvi::http::ext_authz::stop,  narvi::http::ext_authz::release,
};
