#pragma once
// An OpenSSL BIO on a socket that sends with MSG_NOSIGNAL: OpenSSL's own uses write(), which raises SIGPIPE
// when the client has gone, and a library may not change its program's signals.

struct bio_st;

namespace narvi::http::server {

/// A new BIO on `socket`, which it does not own; null if memory is short.
bio_st* make_socket_bio(int socket);

}  // namespace narvi::http::server
