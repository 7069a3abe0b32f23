#include "cache/redis/target.h"

#include "base/log.h"

namespace narvi::cache::redis {

namespace {
constexpr std::chrono::seconds kSilence{30};
constexpr std::size_t kMostTexts = 64;
}  // namespace

/// The mutex is held.
bool Complaints::is_news(const std::string& text) {
  const TimePoint now = steady_now();
  const auto found = said_.find(text);
  if (found != said_.end() && now - found->second < kSilence) {
    return false;
  }
  if (said_.size() >= kMostTexts) {
    said_.clear();
  }
  said_.insert_or_assign(text, now);
  return true;
}

void Complaints::complain(const std::string& why) {
  bool news = false;
  {
    const std::scoped_lock lock(mutex_);
    troubled_ = true;
    news = is_news(why);
  }
  if (news) {
    log_warning("Redis does not count for us", {{"server", server_}, {"why", why}});
  }
}

void Complaints::recovered() {
  bool news = false;
  {
    const std::scoped_lock lock(mutex_);
    news = std::exchange(troubled_, false) && is_news("recovered");
  }
  if (news) {
    log_info("Redis counts for us again", {{"server", server_}});
  }
}

}  // namespace narvi::cache::redis
