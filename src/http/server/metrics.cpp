#include "http/server/metrics.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <iterator>
#include <map>
#include <utility>

namespace narvi::http::server {

namespace {

/// Upper ends of the latency buckets: microseconds, and how Prometheus is told them.
struct Bucket {
  std::uint64_t microseconds;
  std::string_view seconds;
};
constexpr Bucket kBuckets[] = {
    {100, "0.0001"},   {250, "0.00025"},   {500, "0.0005"},   {1'000, "0.001"},
    {2'500, "0.0025"}, {5'000, "0.005"},   {10'000, "0.01"},  {25'000, "0.025"},
    {50'000, "0.05"},  {100'000, "0.1"},   {250'000, "0.25"}, {500'000, "0.5"},
    {1'000'000, "1"},  {2'500'000, "2.5"}, {5'000'000, "5"},  {10'000'000, "10"},
};
constexpr std::size_t kBucketCount = std::size(kBuckets);
constexpr std::size_t kRoutes = 256;  // a power of two; further routes share the last slot's name "other"
constexpr std::string_view kClasses[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};

/// A number with one writer: no locked instruction is needed.
class Count {
 public:
  void add(std::uint64_t by = 1) { value_.store(get() + by, std::memory_order_relaxed); }
  void take(std::uint64_t by = 1) { value_.store(get() - by, std::memory_order_relaxed); }
  std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

struct Route {
  std::atomic<const char*> name{nullptr};
  std::size_t size = 0;  // written before name
  std::array<Count, std::size(kClasses)> classes;
};

std::string_view name_of(const Route& route) {
  const char* name = route.name.load(std::memory_order_acquire);
  return name == nullptr ? std::string_view() : std::string_view(name, route.size);
}

}  // namespace

struct alignas(64) Metrics::Shard {
  Count connections;
  Count opened;
  Count in_flight;
  Count failures;
  Count bytes;
  Count microseconds;
  std::array<Count, kBucketCount + 1> latency;
  std::array<Count, kRefusalCount> refusals;
  std::array<Route, kRoutes> routes;
  Route other;

  /// Names are static text, so their addresses tell them apart; equal names at two addresses are added at the
  /// scrape.
  Route& route(std::string_view name) {
    if (name.empty()) {
      return other;
    }
    const auto hash = reinterpret_cast<std::uintptr_t>(name.data()) * 0x9e3779b97f4a7c15U >> 32;
    for (std::size_t probe = 0; probe < 8; ++probe) {
      Route& slot = routes[(hash + probe) % kRoutes];
      const char* held = slot.name.load(std::memory_order_relaxed);
      if (held == name.data() && slot.size == name.size()) {
        return slot;
      }
      if (held == nullptr) {
        slot.size = name.size();
        slot.name.store(name.data(), std::memory_order_release);
        return slot;
      }
    }
    return other;
  }
};

Metrics::Metrics(std::size_t loops) {
  for (std::size_t i = 0; i < loops; ++i) {
    shards_.push_back(std::make_unique<Shard>());
  }
}

Metrics::~Metrics() = default;

void Metrics::opened(std::size_t loop) {
  shards_.at(loop)->connections.add();
  shards_.at(loop)->opened.add();
}

void Metrics::closed(std::size_t loop) {
  shards_.at(loop)->connections.take();
}

void Metrics::started(std::size_t loop) {
  shards_.at(loop)->in_flight.add();
}

void Metrics::served(std::size_t loop, const Served& served) {
  Shard& shard = *shards_.at(loop);
  shard.in_flight.take();
  shard.bytes.add(served.bytes);
  const auto status_class = static_cast<std::size_t>(served.status / 100 - 1);
  shard.route(served.route).classes[status_class < std::size(kClasses) ? status_class : 4].add();
  const auto took = static_cast<std::uint64_t>(served.duration.count());
  shard.microseconds.add(took);
  std::size_t bucket = 0;
  while (bucket < kBucketCount && took > kBuckets[bucket].microseconds) {
    ++bucket;
  }
  shard.latency[bucket].add();
}

void Metrics::refused(std::size_t loop, Refusal refusal, const Peer&) {
  shards_.at(loop)->refusals[static_cast<std::size_t>(refusal)].add();
}

void Metrics::failed(std::size_t loop, std::string_view, std::string_view) {
  shards_.at(loop)->failures.add();
}

namespace {

void put_type(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

}  // namespace

/// Writes the sums of all shards.
class Metrics::Scrape {
 public:
  explicit Scrape(const std::vector<std::unique_ptr<Shard>>& shards) : shards_(shards) {}

  void requests() {
    std::map<std::string_view, Classes> routes;
    for (const auto& shard : shards_) {
      gather("other", shard->other, routes);
      for (const Route& route : shard->routes) {
        gather(name_of(route), route, routes);
      }
    }
    put_type(out, "narvi_http_requests_total", "counter", "Requests answered, by route and class of status.");
    for (const auto& [name, classes] : routes) {
      for (std::size_t i = 0; i < classes.size(); ++i) {
        if (classes[i] != 0) {
          fmt::format_to(std::back_inserter(out),
                         "narvi_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", name, kClasses[i],
                         classes[i]);
        }
      }
    }
  }

  void durations() {
    constexpr std::string_view kName = "narvi_http_request_duration_seconds";
    const auto to = std::back_inserter(out);
    put_type(out, kName, "histogram", "From the complete head to the queued answer.");
    std::uint64_t below = 0;
    for (std::size_t i = 0; i <= kBucketCount; ++i) {
      below += sum([i](const Shard& shard) { return shard.latency[i].get(); });
      fmt::format_to(to, "{}_bucket{{le=\"{}\"}} {}\n", kName,
                     i < kBucketCount ? kBuckets[i].seconds : "+Inf", below);
    }
    const std::uint64_t took = sum([](const Shard& shard) { return shard.microseconds.get(); });
    fmt::format_to(to, "{0}_sum {1}.{2:06}\n{0}_count {3}\n", kName, took / 1'000'000, took % 1'000'000,
                   below);
  }

  void refusals() {
    constexpr std::string_view kName = "narvi_http_refusals_total";
    put_type(out, kName, "counter", "Clients and requests refused at the door, by reason.");
    for (std::size_t i = 0; i < kRefusalCount; ++i) {
      const std::uint64_t count = sum([i](const Shard& shard) { return shard.refusals[i].get(); });
      fmt::format_to(std::back_inserter(out), "{}{{reason=\"{}\"}} {}\n", kName, kRefusals[i].word, count);
    }
  }

  void single(std::string_view name, std::string_view type, std::string_view help, Count Shard::*member) {
    const std::uint64_t total = sum([member](const Shard& shard) { return (shard.*member).get(); });
    put_type(out, name, type, help);
    fmt::format_to(std::back_inserter(out), "{} {}\n", name, total);
  }

  std::string out;

 private:
  using Classes = std::array<std::uint64_t, std::size(kClasses)>;

  static void gather(std::string_view name, const Route& route, std::map<std::string_view, Classes>& routes) {
    for (std::size_t i = 0; i < std::size(kClasses); ++i) {
      if (const std::uint64_t count = route.classes[i].get(); count != 0) {
        routes[name][i] += count;
      }
    }
  }

  template <class Number>
  std::uint64_t sum(Number number) const {
    std::uint64_t total = 0;
    for (const auto& shard : shards_) {
      total += number(*shard);
    }
    return total;
  }

  const std::vector<std::unique_ptr<Shard>>& shards_;
};

std::string Metrics::text() {
  Scrape scrape(shards_);
  scrape.requests();
  scrape.durations();
  scrape.refusals();
  scrape.single("narvi_http_connections", "gauge", "Open connections.", &Shard::connections);
  scrape.single("narvi_http_connections_total", "counter", "Connections opened.", &Shard::opened);
  scrape.single("narvi_http_requests_in_flight", "gauge", "Requests being answered.", &Shard::in_flight);
  scrape.single("narvi_http_failures_total", "counter",
                "Handlers that threw or whose answer may not be sent.", &Shard::failures);
  scrape.single("narvi_http_response_body_bytes_total", "counter", "Bytes of answers' bodies.",
                &Shard::bytes);
  for (auto& source : sources_) {
    source(scrape.out);
  }
  return std::move(scrape.out);
}

io::Task<Response> MetricsHandler::answer(Request& request) {
  Response response;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  request.route = "metrics";
  if (request.path != "/metrics") {
    response.status = 404;
    response.body = "Not Found\n";
  } else if (request.method != "GET" && request.method != "HEAD") {
    response.status = 405;
    response.headers.emplace_back("Allow", "GET, HEAD");
    response.body = "Method Not Allowed\n";
  } else {
    response.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics_.text();
  }
  co_return response;
}

}  // namespace narvi::http::server
