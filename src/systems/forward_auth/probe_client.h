#pragma once
// What `narvi authz probe` sends and gets, over libcurl (HTTP/1.1; no redirect is followed, no cookie kept).

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace narvi::systems::forward_auth {

/// An address of http or https in its parts.
struct ProbeUrl {
  std::string origin;  ///< "https://app.example.com:8443"
  std::string host;    ///< without port
  std::string path;    ///< as given; "/" if there is none
  std::string query;   ///< without '?'
};

/// The error says why it is none.
Result<ProbeUrl> parse_probe_url(const std::string& url);

struct ProbeRequest {
  std::string method = "GET";       ///< GET, HEAD or OPTIONS
  std::string url;                  ///< sent as it stands: dot segments stay
  std::vector<std::string> fields;  ///< "Name: value", sent as they stand
};

struct ProbeAnswer {
  int status = 0;        ///< 0: hung up without an answer
  std::string location;  ///< absolute, of a redirect
};

class ProbeClient {
 public:
  struct Settings {
    Seconds timeout{5};     ///< for one request
    bool insecure = false;  ///< certificates are not checked
    std::string connect;    ///< "127.0.0.1:8443": whom to connect to, whatever the address says; or empty
  };
  static Result<ProbeClient> make(const Settings& settings);

  /// The error is kUnavailable or kTimeout: nobody was reached, or nobody answered in time.
  Result<ProbeAnswer> ask(const ProbeRequest& request);

 private:
  explicit ProbeClient(const Settings& settings) : settings_(settings) {}
  Settings settings_;
};

}  // namespace narvi::systems::forward_auth
