#include "http/server/deadlines.h"

#include <algorithm>

namespace narvi::http::server {

Deadlines::Slot::Slot(Deadlines& all, Expiring& owner) : all_(all), owner_(owner) {
  auto& parked = all_.lists_[kParked];
  at_ = parked.insert(parked.end(), this);
}

Deadlines::Slot::~Slot() {
  all_.lists_[list_].erase(at_);
}

void Deadlines::Slot::arm(Phase phase, Time now) {
  const auto to = static_cast<std::size_t>(phase);
  due_ = now + all_.lengths_[phase];
  auto& list = all_.lists_[to];
  list.splice(list.end(), all_.lists_[list_], at_);
  list_ = to;
}

void Deadlines::Slot::disarm() {
  if (list_ == kParked) {
    return;
  }
  auto& parked = all_.lists_[kParked];
  parked.splice(parked.end(), all_.lists_[list_], at_);
  list_ = kParked;
}

void Deadlines::expire(Time now) {
  for (std::size_t i = 0; i < kPhases; ++i) {
    while (!lists_[i].empty() && lists_[i].front()->due_ <= now) {
      Slot& slot = *lists_[i].front();
      slot.disarm();
      slot.owner_.on_deadline(static_cast<Phase>(i));  // `slot` may be gone now
    }
  }
}

std::chrono::milliseconds Deadlines::tick() const {
  const auto shortest = *std::min_element(lengths_.length.begin(), lengths_.length.end());
  return std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

}  // namespace narvi::http::server
