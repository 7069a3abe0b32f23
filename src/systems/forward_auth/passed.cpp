#include "systems/forward_auth/passed.h"

#include <utility>

namespace narvi::systems::forward_auth {

namespace {

/// Each part with its length, so that no two lists of parts look alike.
void append(std::string& bytes, std::string_view part) {
  bytes.append(std::to_string(part.size())).append(":").append(part);
}

}  // namespace

crypto::Digest Passed::key(std::size_t rule, std::string_view method, const http::Headers& headers,
                           std::string_view narrowing) {
  std::string bytes;
  append(bytes, std::to_string(rule));
  append(bytes, method);
  append(bytes, narrowing);
  for (const http::HeaderView& field : headers.fields()) {
    if (http::same_name(field.name, "Cookie")) {
      bytes += 'c';
      append(bytes, field.value);
    } else if (http::same_name(field.name, "Authorization")) {
      bytes += 'a';
      append(bytes, field.value);
    }
  }
  return crypto::sha256(bytes);
}

bool Passed::holds(const Entry& entry, Instant now) const {
  // Asked in the future: the clock was put back, and the entry's age is unknown.
  return entry.question.writes == database_.ended_writes() && entry.question.asked <= now &&
         now < entry.question.asked + trusted_;
}

void Passed::remember(const crypto::Digest& key, PermittedRef permitted, const Question& question) {
  if (trusted_ <= Milliseconds(0)) {
    return;
  }
  entries_.put(key.bytes(), {std::move(permitted), question},
               [&](const Entry& old) { return !holds(old, question.asked); });
}

PermittedRef Passed::find(const crypto::Digest& key, Instant now) const {
  std::optional<Entry> entry = entries_.find(key.bytes());
  return entry && holds(*entry, now) ? std::move(entry->permitted) : nullptr;
}

}  // namespace narvi::systems::forward_auth
