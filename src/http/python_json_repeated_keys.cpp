#include <algorithm>

#include "http/python_json_scanner.h"

namespace narvi::http::json {

void merge_repeated_keys(std::vector<std::pair<std::string, Value>>& members) {
  std::vector<std::size_t> order(members.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const int sign = members[a].first.compare(members[b].first);
    return sign != 0 ? sign < 0 : a < b;
  });
  std::vector<bool> gone(members.size(), false);
  bool repeated = false;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t last = i;
    while (last + 1 < order.size() && members[order[last + 1]].first == members[order[i]].first) {
      gone[order[++last]] = true;
    }
    if (last != i) {
      members[order[i]].second = std::move(members[order[last]].second);
      repeated = true;
    }
    i = last + 1;
  }
  if (!repeated) {
    return;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (gone[i]) {
      continue;
    }
    if (kept != i) {
      members[kept] = std::move(members[i]);
    }
    ++kept;
  }
  members.resize(kept);
}

}  // namespace narvi::http::json
