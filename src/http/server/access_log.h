#pragma once
// AccessLog: one JSON object a line for each request and each refusal. Lines collect per loop and are written
// at 64 KB or after 100 ms. A line never holds a query, a field or a cookie: those carry secrets.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "http/server/observer.h"

namespace narvi::http::server {

class AccessLog final : public Observer {
 public:
  /// Writes to `descriptor`, which it does not own and which stays open until the loops have stopped. `loops`
  /// is the number of loops of the server.
  AccessLog(int descriptor, std::size_t loops, const Clock& clock);
  /// Writes what is left. The loops have stopped, or the server has drained.
  ~AccessLog() override;

  void served(std::size_t loop, const Served& served) override;
  void refused(std::size_t loop, Refusal refusal, const Peer& peer) override;
  void failed(std::size_t loop, std::string_view request_id, std::string_view what) override;

  /// Lines' bytes that the descriptor did not take (disk full, reader gone).
  std::uint64_t lost_bytes() const;

 private:
  class Lines;
  const Clock& clock_;
  std::vector<std::shared_ptr<Lines>> lines_;
};

}  // namespace narvi::http::server
