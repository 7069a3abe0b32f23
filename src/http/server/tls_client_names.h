#pragma once
// The names that a client certificate carries beside its subject (RFC 5280 §4.2.1.6).

#include <string>
#include <vector>

struct x509_st;

namespace narvi::http::server {

/// See TlsSession::client_names. `certificate` has been verified.
std::vector<std::string> alternative_names(const x509_st* certificate);

}  // namespace narvi::http::server
