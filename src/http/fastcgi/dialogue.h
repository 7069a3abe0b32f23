#pragma once
// Dialogue: what the records of one connection mean: one request at a time, in the role AUTHORIZER, and the
// records about the connection itself. Pure: bytes in, bytes out, no sockets, no time.

#include <cstddef>
#include <string>
#include <string_view>

#include "http/fastcgi/record.h"

namespace narvi::http::fastcgi {

class Dialogue {
 public:
  enum class Step : std::uint8_t {
    kMore,      ///< nothing to do until further bytes come
    kRequest,   ///< params() is whole: answer, then call answered()
    kTooLarge,  ///< params() would grow over the limit: refuse it and close
    kClose,     ///< the request ended without an answer of ours and was to be the last
    kBroken,    ///< not FastCGI, or not in this order: close
  };

  /// `params_limit`: bytes of all parameters of a request. `connections`: how many there may be, for those
  /// who ask.
  Dialogue(std::size_t params_limit, std::size_t connections)
      : limit_(params_limit), connections_(connections) {}

  /// Takes records from the front of `bytes` until one of them wants something done, or no whole one is left.
  /// Answers that are due at once are appended to `out`. `bytes` keeps what was not used. An unfinished
  /// record at the front needs wanted() bytes in all. Not while a request waits for its answer.
  Step take(std::string_view& bytes, std::string& out);

  /// How long the record at the front of `bytes` is; kHeadSize while that cannot be told.
  static std::size_t wanted(std::string_view bytes);

  /// True from BEGIN_REQUEST until answered() or the request's end.
  bool open() const { return id_ != kNoRequest; }
  std::uint16_t id() const { return id_; }
  /// The request's peer wants the connection kept (FCGI_KEEP_CONN).
  bool keep_connection() const { return keep_connection_; }
  /// The parameters, as name_values reads them. Good until answered().
  const std::string& params() const { return params_; }
  /// The request has got its answer: the next one may begin.
  void answered();

 private:
  Step take_record(const RecordHead& head, std::string_view content, std::string& out);
  Step take_management(const RecordHead& head, std::string_view content, std::string& out);
  Step begin(const RecordHead& head, std::string_view content, std::string& out);
  Step abort(std::string& out);
  bool mine(const RecordHead& head) const { return open() && head.id == id_; }

  std::size_t limit_;
  std::size_t connections_;
  std::uint16_t id_ = kNoRequest;
  bool keep_connection_ = false;
  std::string params_;
};

}  // namespace narvi::http::fastcgi
