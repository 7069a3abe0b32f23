#include "http/server/metrics.h"

#include <gtest/gtest.h>

#include "http/server/door_for_tests.h"

namespace narvi::http::server {
namespace {

using test::get;

/// True if `text` has exactly this line.
bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

io::Task<Response> routed(Request& request) {
  request.route = request.path == "/login" ? "login" : "";
  co_return test::text_response(request.path == "/login" ? 403 : 200, "12345");
}

TEST(Metrics, CountTheDoorAndAreServedOnAListenerOfTheirOwn) {
  Metrics metrics(2);
  metrics.add([](std::string& out) { out += "narvi_pool_waiting 3\n"; });
  test::Door door({}, routed, {&metrics});
  MetricsHandler handler(metrics);
  test::Door scrape(
      {}, [&handler](Request& request) { return handler.answer(request); }, {}, 1);

  std::vector<test::Client> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(door.client());
    EXPECT_EQ(clients.back().ask(get("/login")).status, 403);
    EXPECT_EQ(clients.back().ask(get("/")).status, 200);
  }
  EXPECT_EQ(clients.back().ask("GET / HTTP/1.1\r\n\r\n").status, 400);

  test::Client client = scrape.client();
  const test::Answer answer = client.ask(get("/metrics"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  for (const char* line : {
           "narvi_http_requests_total{route=\"login\",status=\"4xx\"} 3",
           "narvi_http_requests_total{route=\"other\",status=\"2xx\"} 3",
           "narvi_http_refusals_total{reason=\"host\"} 1",
           "narvi_http_refusals_total{reason=\"chunk\"} 0",
           "narvi_http_request_duration_seconds_count 6",
           "narvi_http_request_duration_seconds_bucket{le=\"+Inf\"} 6",
           "narvi_http_connections_total 3",
           "narvi_http_requests_in_flight 0",
           "narvi_http_response_body_bytes_total 30",
           "narvi_pool_waiting 3",
       }) {
    EXPECT_TRUE(has_line(answer.body, line)) << line << "\n" << answer.body;
  }
  EXPECT_EQ(client.ask(get("/other")).status, 404);
  EXPECT_EQ(client.ask("POST /metrics HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);
}

TEST(Metrics, LatencyFallsIntoItsBucket) {
  Metrics metrics(1);
  for (const int microseconds : {1, 100, 101, 20'000'000}) {
    metrics.started(0);
    metrics.served(0, {.status = 200, .duration = std::chrono::microseconds(microseconds)});
  }
  const std::string text = metrics.text();
  EXPECT_TRUE(has_line(text, "narvi_http_request_duration_seconds_bucket{le=\"0.0001\"} 2"));
  EXPECT_TRUE(has_line(text, "narvi_http_request_duration_seconds_bucket{le=\"0.00025\"} 3"));
  EXPECT_TRUE(has_line(text, "narvi_http_request_duration_seconds_bucket{le=\"10\"} 3"));
  EXPECT_TRUE(has_line(text, "narvi_http_request_duration_seconds_bucket{le=\"+Inf\"} 4"));
  EXPECT_TRUE(has_line(text, "narvi_http_request_duration_seconds_sum 20.000202"));
}

TEST(Metrics, MoreRoutesThanSlotsAreCountedAsOther) {
  Metrics metrics(1);
  std::vector<std::string> names;
  for (int i = 0; i < 2'000; ++i) {
    names.push_back("route" + std::to_string(i));
  }
  for (const std::string& name : names) {
    metrics.served(0, {.status = 200, .route = name});
  }
  const std::string text = metrics.text();
  EXPECT_NE(text.find("narvi_http_requests_total{route=\"other\",status=\"2xx\"}"), std::string::npos);
  EXPECT_LT(text.size(), 40'000U);
}

}  // namespace
}  // namespace narvi::http::server
