#include "http/server/date_line.h"

#include <chrono>
#include <string>

#include "http/date.h"

namespace narvi::http::server {

std::string_view DateLine::at(std::time_t now) {
  if (now != second_) {
    second_ = now;
    text_ = "Date: " + write_http_date(Instant(std::chrono::seconds(now))) + "\r\n";
  }
  return text_;
}

}  // namespace narvi::http::server
