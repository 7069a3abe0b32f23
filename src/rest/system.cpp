#include "rest/system.h"

namespace narvi::rest {

void SchemeRegistry::add(std::span<const SchemeEntry> entries) {
  for (const SchemeEntry& entry : entries) {
    rows_.push_back({entry, nullptr});
  }
}

Result<std::vector<std::shared_ptr<const Scheme>>> SchemeRegistry::find(
    const std::vector<std::string>& class_names, const Services& services) const {
  std::vector<std::shared_ptr<const Scheme>> schemes;
  for (const std::string& wanted : class_names) {
    const Row* found = nullptr;
    std::string known;
    for (const Row& row : rows_) {
      known += (known.empty() ? "" : ", ") + std::string(row.entry.class_name);
      if (row.entry.class_name == wanted || row.entry.dotted == wanted) {
        found = &row;
      }
    }
    if (found == nullptr) {
      return fail(ErrorKind::kConfiguration,
                  "there is no authentication class \"" + wanted + "\"; known: " + known);
    }
    if (found->made == nullptr) {
      found->made = found->entry.make(services);
    }
    schemes.push_back(found->made);
  }
  return schemes;
}

}  // namespace narvi::rest
