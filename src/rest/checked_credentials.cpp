#include "rest/checked_credentials.h"

#include <utility>

namespace narvi::rest {

namespace {
constexpr std::string_view kAll = "*";  // no user's key is spelled so
}

bool CheckedCredentials::fresh(const Entry& entry, Instant now) const {
  // Asked in the future: the clock was put back, and the entry's age is unknown.
  return entry.asked <= now && now < entry.asked + limits_.trusted && (!entry.expiry || now <= *entry.expiry);
}

void CheckedCredentials::remember(const crypto::Digest& digest, Identity identity,
                                  std::optional<Instant> expiry, const Question& question) {
  if (limits_.trusted <= Milliseconds(0)) {
    return;
  }
  identity.credential.clear();
  Entry entry;
  entry.epoch = epochs_.of(identity.user.key.text());
  entry.epoch_of_all = epochs_.of(kAll);
  // A change raises `writes_` before the epoch: if the number still stands after the epochs were read, then
  // these epochs are from before any change that the answer might not show.
  if (writes_.load(std::memory_order_seq_cst) != question.writes) {
    return;
  }
  entry.identity = std::make_shared<const Identity>(std::move(identity));
  entry.expiry = expiry;
  entry.asked = question.asked;
  const Instant asked = entry.asked;
  entries_.put(digest.bytes(), std::move(entry), [&](const Entry& old) { return !fresh(old, asked); });
}

std::shared_ptr<const Identity> CheckedCredentials::find(const crypto::Digest& digest, Instant now) const {
  const std::optional<Entry> entry = entries_.find(digest.bytes());
  if (!entry) {
    return nullptr;
  }
  const bool unchanged =
      entry->epoch == epochs_.of(entry->identity->user.key.text()) && entry->epoch_of_all == epochs_.of(kAll);
  return unchanged && fresh(*entry, now) ? entry->identity : nullptr;
}

void CheckedCredentials::changed(const accounts::UserKey& user) {
  writes_.fetch_add(1, std::memory_order_seq_cst);
  epochs_.bump(user.text());
}

void CheckedCredentials::changed_all() {
  writes_.fetch_add(1, std::memory_order_seq_cst);
  epochs_.bump(kAll);
}

}  // namespace narvi::rest
