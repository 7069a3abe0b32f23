#include "app/server_settings.h"

#include <array>

namespace narvi::app {

namespace {

constexpr std::int64_t kMegabyte = 1024 * 1024;
constexpr std::int64_t kHour = 3600;

constexpr std::array<Setting, 22> kServer = {{
    {"listen", SettingType::kTextList, "[\"127.0.0.1:8000\"]",
     "addresses to answer on: \"127.0.0.1:8000\", \"[::1]:8000\", \"unix:/run/narvi.sock\" or \"systemd\""},
    {"allowed_hosts", SettingType::kTextList, "[\"localhost\", \"127.0.0.1\"]",
     "host names this server answers for; \".example.com\" with all below it, \"*\" for any"},
    {"trusted_proxies", SettingType::kTextList, "[]",
     "peers that may speak for a client: addresses, networks such as \"10.0.0.0/8\", or \"unix\""},
    {"use_x_forwarded_host", SettingType::kBoolean, "false",
     "take the host from X-Forwarded-Host of trusted proxies"},
    {"threads", SettingType::kInteger, "0", "threads that answer requests; 0: one per core", {}, 0, 1024},
    {"head_limit", SettingType::kInteger, "32768", "bytes of a request's head", {}, 1024, kMegabyte},
    {"target_limit",
     SettingType::kInteger,
     "8192",
     "bytes of a request's path and query",
     {},
     256,
     kMegabyte},
    {"field_limit", SettingType::kInteger, "128", "header fields of a request", {}, 16, 1024},
    {"body_limit", SettingType::kInteger, "65536", "bytes of a request's body", {}, 1024, 64 * kMegabyte},
    {"connections", SettingType::kInteger, "10000", "open connections in total", {}, 1, 1'000'000},
    {"connections_per_address",
     SettingType::kInteger,
     "4096",
     "open connections of one IPv4 address or IPv6 /64; 0: no limit",
     {},
     0,
     1'000'000},
    {"head_timeout", SettingType::kDuration, "5", "seconds until a whole head must be there", {}, 1, kHour},
    {"body_timeout", SettingType::kDuration, "10", "seconds until a whole body must be there", {}, 1, kHour},
    {"idle_timeout",
     SettingType::kDuration,
     "75",
     "seconds a connection may be idle; longer than the proxy's own",
     {},
     1,
     kHour},
    {"write_timeout",
     SettingType::kDuration,
     "10",
     "seconds until a client must have taken an answer",
     {},
     1,
     kHour},
    {"shutdown_timeout",
     SettingType::kDuration,
     "30",
     "seconds that requests in flight get at the end",
     {},
     0,
     kHour},
    {"socket_mode", SettingType::kText, "\"0660\"", "permissions of unix sockets, octal"},
    {"tls_certificate",
     SettingType::kText,
     "\"none\"",
     "PEM file with the certificate and its chain; none: plain HTTP, TLS is the proxy's",
     {},
     0,
     0,
     "none"},
    {"tls_key", SettingType::kText, "\"none\"", "PEM file with the private key", {}, 0, 0, "none"},
    {"tls_client_ca",
     SettingType::kText,
     "\"none\"",
     "PEM file with the authorities whose client certificates are asked for",
     {},
     0,
     0,
     "none"},
    {"tls_client_required", SettingType::kBoolean, "false", "end connections without a client certificate"},
    {"metrics_listen",
     SettingType::kText,
     "\"none\"",
     "address of the metrics listener, for example \"127.0.0.1:9100\"; it has no access control",
     {},
     0,
     0,
     "none"},
}};

constexpr std::array<std::string_view, 2> kWal = {"require", "keep"};

constexpr std::array<Setting, 5> kDatabase = {{
    {"url", SettingType::kSecretUrl, "\"sqlite:narvi.db\"",
     "\"sqlite:FILE\" or \"postgresql://user:password@host:5432/name\""},
    {"wal", SettingType::kText, "\"require\"",
     "SQLite: require switches the file to write-ahead logging, for good; keep leaves it as it is", kWal},
    {"deadline",
     SettingType::kDuration,
     "5",
     "seconds until a database operation must have ended",
     {},
     1,
     kHour},
    {"connections",
     SettingType::kInteger,
     "2",
     "PostgreSQL connections of each thread for reading, and as many for writing",
     {},
     1,
     64},
    {"transaction_connections",
     SettingType::kInteger,
     "4",
     "PostgreSQL connections of each thread, at most, for transactions",
     {},
     1,
     64},
}};

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};

constexpr std::array<Setting, 3> kLog = {{
    {"level", SettingType::kText, "\"info\"", "least level of the operator log, which goes to standard error",
     kLevels},
    {"format", SettingType::kText, "\"text\"", "one line of text or one JSON object for each event",
     kFormats},
    {"access_log",
     SettingType::kText,
     "\"stdout\"",
     "one JSON line for each request: a file, \"stdout\", \"stderr\" or \"none\"",
     {},
     0,
     0,
     "none"},
}};

constexpr std::array<SettingTable, 3> kTables = {{
    {"server", "The door: addresses, limits and deadlines.", kServer},
    {"database", "Where users, sessions and tokens are kept.", kDatabase},
    {"log", "What the operator sees.", kLog},
}};

}  // namespace

std::span<const SettingTable> server_tables() {
  return kTables;
}

}  // namespace narvi::app
