#include "systems/forward_auth/probes.h"

#include <algorithm>
#include <array>

#include "systems/forward_auth/print_text.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kApi = "Accept: application/json";
constexpr std::string_view kBrowser = "Accept: text/html";

/// The four names of Narvi's defaults, and those of others that applications believe.
constexpr std::array<std::string_view, 10> kNames = {
    "Remote-User",        "Remote-Groups",       "Remote-Email",          "Remote-Name",
    "X-Remote-User",      "X-Auth-Request-User", "X-Auth-Request-Groups", "X-Forwarded-User",
    "X-Forwarded-Groups", "X-Authenticated-User"};

/// Fields that speak about the request: another page, another method, another sender (contract §9,
/// oauth2-proxy).
constexpr std::array<std::string_view, 12> kGames = {
    "X-Forwarded-Uri: /",
    "X-Original-URL: /",
    "X-Original-URI: /",
    "X-Rewrite-URL: /",
    "X-Forwarded-Method: OPTIONS",
    "X-Original-Method: OPTIONS",
    "X-Forwarded-Host: forged.invalid",
    "X-Forwarded-Proto: https",
    "X-Forwarded-For: 127.0.0.1",
    "X-Real-IP: 127.0.0.1",
    "Forwarded: for=127.0.0.1;host=forged.invalid;proto=https",
    "X_Forwarded_Uri: /",
};

std::string upper(std::string_view name) {
  std::string text(name);
  for (char& letter : text) {
    letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return text;
}

class List {
 public:
  explicit List(const ProbeUrl& url) : url_(url) {}

  void add(std::string_view method, std::string_view path, std::vector<std::string> fields,
           std::string_view accept = kApi) {
    Probe probe;
    probe.shown = std::string(method) + " " + std::string(path);
    for (const std::string& field : fields) {
      probe.shown += (&field == fields.data() ? "  " : " | ") + field;
    }
    probe.wants_login = accept == kBrowser;
    if (probe.wants_login) {
      probe.shown += (fields.empty() ? "  " : " | ") + std::string(kBrowser);
    }
    fields.emplace_back(accept);
    const std::string query = url_.query.empty() ? "" : "?" + url_.query;
    probe.request = {std::string(method), url_.origin + std::string(path) + query, std::move(fields)};
    all_.push_back(std::move(probe));
  }
  std::vector<Probe> take() { return std::move(all_); }

 private:
  const ProbeUrl& url_;
  std::vector<Probe> all_;
};

void add_names(List& list, const ProbeUrl& url, const std::string& user) {
  for (const std::string_view name : kNames) {
    const bool groups = name.ends_with("Groups");
    const std::string value = groups ? "admin,admins,staff" : user;
    for (const std::string& spelling : spellings(name)) {
      list.add("GET", url.path, {spelling + ": " + value});
    }
  }
  for (const std::string& name : {std::string("Remote-User"), std::string("Remote_User")}) {
    list.add("GET", url.path, {upper(name) + ": " + user});
    list.add("GET", url.path, {name + ": " + user, name + ": " + user});
    list.add("GET", url.path, {name + ": " + user, "Connection: " + name});
    list.add("GET", url.path, {name + ": " + user, "Connection: close, X-Forwarded-Uri, X-Original-URL"});
  }
  list.add("GET", url.path, {"Remote-User : " + user});
}

}  // namespace

std::vector<Probe> probes(const ProbeUrl& url, const std::string& user, bool expect_login) {
  List list(url);
  for (const std::string_view method : {"GET", "HEAD", "OPTIONS"}) {
    list.add(method, url.path, {});
  }
  add_names(list, url, user);
  for (const std::string_view game : kGames) {
    list.add("GET", url.path, {std::string(game)});
  }
  list.add("GET", url.path,
           {"X-Forwarded-Method: OPTIONS", "Origin: " + url.origin, "Access-Control-Request-Method: GET"});
  list.add("GET", url.path,
           {"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: bmFydmkgcHJvYmVzIHlvdQ=="});
  for (const std::string_view before : {"/", "/.", "/%2e", "/;"}) {
    list.add("GET", std::string(before) + url.path, {});
  }
  if (expect_login) {
    list.add("GET", url.path, {}, kBrowser);
    for (const std::string_view game :
         {"X-Forwarded-Host: forged.invalid", "X-Forwarded-Uri: //forged.invalid/",
          "X-Original-URL: https://forged.invalid/"}) {
      list.add("GET", url.path, {std::string(game)}, kBrowser);
    }
  }
  return list.take();
}

namespace {

bool is_redirect(int status) {
  return status >= 300 && status < 400;
}

std::string without_slash(std::string path) {
  while (!path.empty() && path.back() == '/') {
    path.pop_back();
  }
  return path;
}

/// To the same page in another spelling: https instead of http, a slash at the end. Nobody decided anything.
bool same_page(const ProbeUrl& url, const std::string& location) {
  const Result<ProbeUrl> other = parse_probe_url(location);
  return other && other->host == url.host && without_slash(other->path) == without_slash(url.path);
}

Judgement judge_redirect(const ProbeUrl& url, const ProbeAnswer& answer) {
  if (answer.location.find(kForgedHost) != std::string::npos) {
    return {Finding::kBad, "leads to " + answer.location};
  }
  if (answer.location.empty() || same_page(url, answer.location)) {
    return {Finding::kUnknown,
            answer.location.empty() ? "a redirection to nowhere" : "try " + answer.location};
  }
  return {};
}

}  // namespace

Judgement judge(const ProbeUrl& url, const Probe& probe, const ProbeAnswer& answer) {
  if (answer.status == 0) {
    return {};  // what is not HTTP, a proxy may refuse by hanging up
  }
  if (is_redirect(answer.status)) {
    return judge_redirect(url, answer);
  }
  if (answer.status >= 500) {
    return {Finding::kUnknown, "nobody decided"};
  }
  constexpr std::array<int, 8> kRefusals = {400, 401, 403, 407, 421, 426, 429, 431};
  const bool refused = std::ranges::find(kRefusals, answer.status) != kRefusals.end();
  if (probe.wants_login) {
    return {Finding::kBad, refused ? "not sent to the login page" : "let through"};
  }
  // Another spelling of the path may be a page that does not exist; proxies say so themselves.
  const bool other_path = !probe.request.url.starts_with(url.origin + url.path);
  if (refused || (other_path && answer.status == 404)) {
    return {};
  }
  return {Finding::kBad, "let through"};
}

}  // namespace narvi::systems::forward_auth
