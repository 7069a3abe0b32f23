#pragma once
// What the program and the shared object narvi_ext_authz.so tell each other. The shared object knows gRPC and
// protobuf, and nothing of Narvi; the program knows neither of them. Plain C: no types of C++ and no
// exception cross it, memory is freed by whoever allocated it, and views are good as long as said.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Changed with every change of this file: program and shared object must be of one build.
#define NARVI_EXT_AUTHZ_VERSION 2u
/// The one symbol of the shared object: narvi_ext_authz_entry.
#define NARVI_EXT_AUTHZ_SYMBOL "narvi_ext_authz"

/// Any bytes; no terminating zero.
typedef struct narvi_ext_authz_text {
  const char* data;
  size_t size;
} narvi_ext_authz_text;

typedef struct narvi_ext_authz_field {
  narvi_ext_authz_text name;
  narvi_ext_authz_text value;
} narvi_ext_authz_field;

/// One question. Empty texts: not said, or the question could not be read at all. Good until it is answered.
typedef struct narvi_ext_authz_check {
  int connection;                       ///< the socket that adopt() took; -1 if it cannot be told
  int too_long;                         ///< not zero: over message_bytes, and not read
  int64_t milliseconds_left;            ///< until whoever asks gives up; INT64_MAX: it does not say
  narvi_ext_authz_text method;          ///< of the visitor's request
  narvi_ext_authz_text scheme;          ///< "http", "https"
  narvi_ext_authz_text host;            ///< with its port
  narvi_ext_authz_text uri;             ///< path and query
  narvi_ext_authz_text client_address;  ///< textual IP address
  const narvi_ext_authz_field* fields;  ///< of the visitor's request, without pseudo-header fields
  size_t field_count;
} narvi_ext_authz_check;

/// A field of an answer. `append`: added to fields of that name; otherwise it takes their place.
typedef struct narvi_ext_authz_told {
  narvi_ext_authz_text name;
  narvi_ext_authz_text value;
  int append;
} narvi_ext_authz_told;

/// One answer.
typedef struct narvi_ext_authz_answer {
  int32_t code;                        ///< google.rpc.Code; 0: may pass
  narvi_ext_authz_text message;        ///< one word for operators; may be empty
  int32_t http_status;                 ///< of a refusal
  narvi_ext_authz_text body;           ///< of a refusal
  const narvi_ext_authz_told* fields;  ///< for the application, or for the visitor who is refused
  size_t field_count;
  const narvi_ext_authz_told* visitor_fields;  ///< for a visitor who may pass
  size_t visitor_field_count;
  const narvi_ext_authz_text* removed;  ///< names of fields that the application must not see
  size_t removed_count;
} narvi_ext_authz_answer;

/// The program, as the shared object sees it.
typedef struct narvi_ext_authz_host {
  void* self;
  /// Asks. Called on a thread of gRPC; returns at once. `call` must be given to answer() exactly once.
  void (*check)(void* self, const narvi_ext_authz_check* check, void* call);
  size_t message_bytes;         ///< longest question that is read
  int idle_milliseconds;        ///< a connection without questions is closed after this
  int calls_of_one_connection;  ///< that may wait for their answers at a time
} narvi_ext_authz_host;

/// The shared object, as the program sees it. All functions may be called from any thread.
typedef struct narvi_ext_authz_entry {
  uint32_t version;  ///< NARVI_EXT_AUTHZ_VERSION
  /// A gRPC server without listeners; null if it does not start. `host` is copied.
  void* (*start)(const narvi_ext_authz_host* host);
  /// Takes over a connected socket that does not block, and serves it until either side closes. Not after
  /// stop(). Not zero: taken.
  int (*adopt)(void* server, int socket);
  /// Answers; `answer` is not kept.
  void (*answer)(void* call, const narvi_ext_authz_answer* answer);
  /// Says goodbye on every connection (GOAWAY), lets the calls under way end for so long, then cancels them;
  /// returns when all are answered.
  void (*stop)(void* server, int64_t milliseconds);
  /// After stop().
  void (*release)(void* server);
} narvi_ext_authz_entry;

#ifdef __cplusplus
}
#endif
