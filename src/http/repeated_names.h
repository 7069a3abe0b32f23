#pragma once
// Of values that came under one name the last counts, at the place of the first, as a Python dict keeps them.
// A client chooses how many there are, so the work is that of sorting; and sorting, unlike a table of hashes,
// has no inputs that are slow.

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace narvi::http {

/// Keeps one item of each name: where the first stood, as the last was. `less(a, b)` orders items by their
/// names alone; it is asked O(n log n) times.
template <class Item, class Less>
void keep_last_of_each(std::vector<Item>& items, Less less) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t left, std::size_t right) { return less(items[left], items[right]); });
  std::vector<bool> repeated(items.size(), false);
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && !less(items[order[begin]], items[order[end]])) {
      repeated[order[end]] = true;
      ++end;
    }
    if (end - begin > 1) {
      std::swap(items[order[begin]], items[order[end - 1]]);
    }
    begin = end;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!repeated[i]) {
      if (kept != i) {
        items[kept] = std::move(items[i]);
      }
      ++kept;
    }
  }
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(kept), items.end());
}

}  // namespace narvi::http
