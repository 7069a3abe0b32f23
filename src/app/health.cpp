#include "app/health.h"

namespace narvi::app {

namespace {

http::Response plain(int status, std::string_view text) {
  http::Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = text;
  return response;
}

io::Task<http::Response> alive() {
  co_return plain(200, "ok\n");
}

io::Task<http::Response> ready(const Readiness& readiness) {
  database::Database* database = readiness.database;
  if (!readiness.serving || database == nullptr) {
    co_return plain(503, "stopping\n");
  }
  const database::Health health = co_await database->ping();
  co_return health.reachable ? plain(200, "ready\n") : plain(503, "the database does not answer\n");
}

rest::Endpoint direct(std::string name, std::string path,
                      std::function<io::Task<http::Response>(http::Request&)> answer) {
  rest::Endpoint endpoint;
  endpoint.name = std::move(name);
  endpoint.path = std::move(path);
  endpoint.direct = std::move(answer);
  endpoint.open_because = "tells nothing but whether the service works";
  return endpoint;
}

}  // namespace

std::vector<rest::Endpoint> health_endpoints(const Readiness& readiness) {
  std::vector<rest::Endpoint> endpoints;
  endpoints.push_back(direct("healthz", "/healthz", [](http::Request&) { return alive(); }));
  endpoints.push_back(direct("readyz", "/readyz", [&readiness](http::Request&) { return ready(readiness); }));
  return endpoints;
}

}  // namespace narvi::app
