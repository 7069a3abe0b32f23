#pragma once
// Metrics of the door, in the Prometheus text format. Every loop counts in a shard of its own that only it
// writes; a scrape sums them. Labels are enums and route names, never anything a client sent.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/callback.h"
#include "http/server/handler.h"
#include "http/server/observer.h"

namespace narvi::http::server {

class Metrics final : public Observer {
 public:
  explicit Metrics(std::size_t loops);
  ~Metrics() override;

  void opened(std::size_t loop) override;
  void closed(std::size_t loop) override;
  void started(std::size_t loop) override;
  void served(std::size_t loop, const Served& served) override;
  void refused(std::size_t loop, Refusal refusal, const Peer& peer) override;
  void failed(std::size_t loop, std::string_view request_id, std::string_view what) override;

  /// Adds something that appends its own metrics to the text at each scrape, on the scraping loop (pools,
  /// caches). Before the server starts.
  void add(Callback<void(std::string&)> source) { sources_.push_back(std::move(source)); }

  /// Everything, summed. From any thread, one at a time.
  std::string text();

 private:
  struct Shard;
  class Scrape;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<Callback<void(std::string&)>> sources_;
};

/// Answers GET and HEAD of /metrics; everything else is 404 or 405. For a listener of its own.
class MetricsHandler final : public Handler {
 public:
  /// `metrics` must outlive the handler; the listener runs on a single loop, so scrapes do not overlap.
  explicit MetricsHandler(Metrics& metrics) : metrics_(metrics) {}
  io::Task<Response> answer(Request& request) override;

 private:
  Metrics& metrics_;
};

}  // namespace narvi::http::server
