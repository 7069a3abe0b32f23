#include "database/statement.h"

#include <atomic>
#include <utility>

namespace narvi::database {

namespace {
std::size_t next_id() {
  static std::atomic<std::size_t> counter{0};
  return counter.fetch_add(1);
}
}  // namespace

Statement::Statement(std::string name, std::string sql)
    : name_(std::move(name)), sql_(std::move(sql)), id_(next_id()) {}

}  // namespace narvi::database
