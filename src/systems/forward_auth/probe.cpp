#include "systems/forward_auth/probe.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "systems/forward_auth/probes.h"
#include "systems/forward_auth/proxy_address.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::array<CommandOption, 6> kOptions = {{
    {"url", "", "URL", "a page that only somebody known may see: \"https://app.example.com/\"", true},
    {"--user", "", "NAME", "whom forged fields claim to be: \"admin\" unless given"},
    {"--expect-login", "", "", "browsers have to be sent to a login page"},
    {"--connect", "", "ADDRESS", "where the proxy is, if names do not lead there yet: \"127.0.0.1:8443\""},
    {"--insecure", "", "", "do not check the certificate"},
    {"--timeout", "", "SECONDS", "for each request; 5 unless given"},
}};

constexpr int kPassed = 1;
constexpr int kUndecided = 2;
constexpr long kLongestTimeout = 600;  // seconds

struct Sums {
  std::size_t good = 0;
  std::size_t bad = 0;
  std::size_t unknown = 0;

  void add(Finding finding) {
    good += finding == Finding::kGood ? 1 : 0;
    bad += finding == Finding::kBad ? 1 : 0;
    unknown += finding == Finding::kUnknown ? 1 : 0;
  }
};

std::string_view word(Finding finding) {
  return finding == Finding::kGood ? "good" : finding == Finding::kBad ? "BAD " : "?   ";
}

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return kUndecided;
}

Result<Seconds> read_timeout(const CommandLine& line) {
  const std::string text = line.value("timeout").value_or("5");
  long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > kLongestTimeout) {
    return fail(ErrorKind::kInvalid, "--timeout: \"" + text + "\" is not a number of seconds from 1 to 600");
  }
  return Seconds(seconds);
}

/// A field cannot hold everything.
bool is_sendable(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char letter) { return letter > ' ' && letter < '\x7f'; });
}

std::string shown(const ProbeAnswer& answer) {
  return answer.status == 0
             ? std::string("hung up")
             : std::to_string(answer.status) + (answer.location.empty() ? "" : " to " + answer.location);
}

Judgement judged(const ProbeUrl& url, const Probe& probe, const Result<ProbeAnswer>& answer) {
  return answer ? judge(url, probe, *answer) : Judgement{Finding::kUnknown, "nobody decided"};
}

int sum_up(const Sums& sums, const ProbeUrl& url, Terminal& terminal) {
  const std::string page = url.origin + url.path;
  if (sums.bad > 0) {
    terminal.err(page + ": " + std::to_string(sums.bad) + " of " +
                 std::to_string(sums.good + sums.bad + sums.unknown) + " requests passed");
    return kPassed;
  }
  if (sums.unknown > 0) {
    terminal.err(page + ": " + std::to_string(sums.unknown) + " requests were not decided");
    return kUndecided;
  }
  terminal.out(page + ": all " + std::to_string(sums.good) + " requests were refused");
  return 0;
}

}  // namespace

std::span<const CommandOption> probe_options() {
  return kOptions;
}

int run_probe(const rest::CommandHouse& /*house*/, const CommandLine& line, Terminal& terminal) {
  const Result<ProbeUrl> url = parse_probe_url(line.value("url").value_or(""));
  const Result<Seconds> timeout = read_timeout(line);
  if (!url || !timeout) {
    return refuse(terminal, url ? timeout.error().message : url.error().message);
  }
  const std::string user = line.value("user").value_or("admin");
  if (!is_sendable(user)) {
    return refuse(terminal, "--user: no field can hold that name");
  }
  const std::string connect = line.value("connect").value_or("");
  if (const auto address = parse_proxy_address(connect);
      !connect.empty() && (!address || address->is_unix() || address->host.empty())) {
    return refuse(terminal, "--connect: \"" + connect + "\" is no address\n  mend: write \"127.0.0.1:8443\"");
  }
  Result<ProbeClient> client = ProbeClient::make({*timeout, line.has("insecure"), connect});
  if (!client) {
    return refuse(terminal, client.error().message);
  }
  Sums sums;
  for (const Probe& probe : probes(*url, user, line.has("expect-login"))) {
    const Result<ProbeAnswer> answer = client->ask(probe.request);
    if (!answer && sums.good + sums.bad + sums.unknown == 0) {
      return refuse(terminal, url->origin + url->path + ": " + answer.error().message);
    }
    const Judgement judgement = judged(*url, probe, answer);
    sums.add(judgement.finding);
    terminal.out(std::string(word(judgement.finding)) + "  " + probe.shown + "  ->  " +
                 (answer ? shown(*answer) : answer.error().message) +
                 (judgement.why.empty() ? "" : " (" + judgement.why + ")"));
  }
  return sum_up(sums, *url, terminal);
}

}  // namespace narvi::systems::forward_auth
