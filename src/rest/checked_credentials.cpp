#include "rest/checked_credentials.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace narvi::rest {

namespace {
constexpr std::string_view kAll = "*";  // no user's key is spelled so
}

std::size_t CheckedCredentials::KeyHash::operator()(const Key& key) const {
  std::size_t hash = 0;
  std::memcpy(&hash, key.data(), sizeof hash);  // any bytes of a digest are as good as a hash of it
  return hash;
}

CheckedCredentials::Key CheckedCredentials::key_of(const crypto::Digest& digest) {
  Key key{};
  const std::string_view bytes = digest.bytes();
  std::copy_n(bytes.begin(), std::min(bytes.size(), key.size()), key.begin());
  return key;
}

CheckedCredentials::Shard& CheckedCredentials::shard_of(const Key& key) const {
  return shards_[static_cast<unsigned char>(key.back()) % kShards];
}

bool CheckedCredentials::fresh(const Entry& entry, Instant now) const {
  // Asked in the future: the clock was put back, and the entry's age is unknown.
  return entry.asked <= now && now < entry.asked + limits_.trusted && (!entry.expiry || now <= *entry.expiry);
}

void CheckedCredentials::drop(Shard& shard, std::list<Entry>::iterator entry) {
  shard.by_key.erase(entry->key);
  shard.entries.erase(entry);
}

void CheckedCredentials::remember(const crypto::Digest& digest, Identity identity,
                                  std::optional<Instant> expiry, const Question& question) {
  if (limits_.trusted <= Milliseconds(0)) {
    return;
  }
  identity.credential.clear();
  Entry entry;
  entry.key = key_of(digest);
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
  Shard& shard = shard_of(entry.key);
  const std::lock_guard guard(shard.mutex);
  if (const auto known = shard.by_key.find(entry.key); known != shard.by_key.end()) {
    drop(shard, known->second);
  }
  const std::size_t room = std::max<std::size_t>(limits_.capacity / kShards, 1);
  while (!shard.entries.empty() &&
         (shard.entries.size() >= room || !fresh(shard.entries.front(), entry.asked))) {
    drop(shard, shard.entries.begin());
  }
  const Key key = entry.key;
  shard.by_key[key] = shard.entries.insert(shard.entries.end(), std::move(entry));
}

std::shared_ptr<const Identity> CheckedCredentials::find(const crypto::Digest& digest, Instant now) const {
  const Key key = key_of(digest);
  const Shard& shard = shard_of(key);
  Entry entry;
  {
    const std::lock_guard guard(shard.mutex);
    const auto known = shard.by_key.find(key);
    if (known == shard.by_key.end()) {
      return nullptr;
    }
    entry = *known->second;
  }
  const bool unchanged =
      entry.epoch == epochs_.of(entry.identity->user.key.text()) && entry.epoch_of_all == epochs_.of(kAll);
  return unchanged && fresh(entry, now) ? entry.identity : nullptr;
}

void CheckedCredentials::changed(const accounts::UserKey& user) {
  writes_.fetch_add(1, std::memory_order_seq_cst);
  epochs_.bump(user.text());
}

void CheckedCredentials::changed_all() {
  writes_.fetch_add(1, std::memory_order_seq_cst);
  epochs_.bump(kAll);
}

std::size_t CheckedCredentials::size() const {
  std::size_t total = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard guard(shard.mutex);
    total += shard.entries.size();
  }
  return total;
}

}  // namespace narvi::rest
