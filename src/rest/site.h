#pragma once
// Site: the whole house as one function, Request -> Task<Response>. It needs no socket: the door, FastCGI,
// gRPC, a foreign server through the library and the tests all call it (design §2, "the way of a request").

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/admit.h"
#include "http/html_pages.h"
#include "http/request.h"
#include "http/response.h"
#include "http/routes.h"
#include "io/task.h"
#include "rest/endpoint.h"
#include "rest/middleware.h"
#include "rest/services.h"

namespace narvi::rest {

class Site {
 public:
  using MiddlewareList = std::vector<std::shared_ptr<const Middleware>>;

  /// Builds the routing table. Two endpoints on one path stop the start (contracts README C4). `middleware`
  /// runs in its order.
  static Result<std::unique_ptr<Site>> build(const Services& services, http::AdmitPolicy admit,
                                             std::vector<Endpoint> endpoints, MiddlewareList middleware = {});

  /// Answers one request. Never throws: a bug inside is Django's 500 page and a line in the log.
  /// Fills request.route and request.outcome on the way.
  io::Task<http::Response> answer(http::Request& request) const;

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }

 private:
  Site(const Services& services, http::AdmitPolicy admit, std::vector<Endpoint> endpoints,
       MiddlewareList middleware)
      : services_(services),
        admit_(std::move(admit)),
        endpoints_(std::move(endpoints)),
        middleware_(std::move(middleware)) {}

  /// Where a path leads. The views point into the path and into `without_suffix`.
  struct Found {
    const Endpoint* endpoint = nullptr;  ///< null: nowhere
    http::RouteMatch match;
    std::string_view format;  ///< suffix of the path: "json"
    std::unique_ptr<std::string> without_suffix;
  };
  Found find(std::string_view path) const;

  io::Task<http::Response> answer_or_page(http::Request& request, std::string_view method_as_sent) const;
  io::Task<http::Response> route(http::Request& request, std::string_view method_as_sent) const;
  io::Task<http::Response> direct(const Endpoint& endpoint, http::Request& request) const;
  io::Task<http::Response> through_browser_rules(http::Request& request, std::string_view path,
                                                 Found found) const;
  http::Response page(http::ErrorPage page) const;
  http::Response without_route(std::string_view path, std::string_view query) const;

  const Services& services_;
  http::AdmitPolicy admit_;
  std::vector<Endpoint> endpoints_;
  MiddlewareList middleware_;
  http::Routes routes_;
};

}  // namespace narvi::rest
