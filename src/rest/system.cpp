#include "rest/system.h"

namespace narvi::rest {

void SchemeRegistry::add(std::span<const SchemeEntry> entries) {
  entries_.insert(entries_.end(), entries.begin(), entries.end());
}

Result<std::vector<std::shared_ptr<const Scheme>>> SchemeRegistry::find(
    const std::vector<std::string>& class_names, const Services& services) const {
  std::vector<std::shared_ptr<const Scheme>> schemes;
  for (const std::string& wanted : class_names) {
    const SchemeEntry* found = nullptr;
    std::string known;
    for (const SchemeEntry& entry : entries_) {
      known += (known.empty() ? "" : ", ") + std::string(entry.class_name);
      if (entry.class_name == wanted || entry.dotted == wanted) {
        found = &entry;
      }
    }
    if (found == nullptr) {
      return fail(ErrorKind::kConfiguration,
                  "there is no authentication class \"" + wanted + "\"; known: " + known);
    }
    schemes.push_back(found->make(services));
  }
  return schemes;
}

}  // namespace narvi::rest
