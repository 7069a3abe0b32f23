#include "database/postgres/advisory_key.h"

namespace narvi::database::postgres {

namespace {

std::uint64_t absorb(std::uint64_t hash, std::string_view text) {
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
  }
  return hash;
}

/// Spreads every bit of the input over the whole output.
std::uint64_t mix(std::uint64_t hash) {
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  return hash ^ (hash >> 31U);
}

}  // namespace

std::int64_t advisory_key(std::string_view kind, std::string_view id) {
  std::uint64_t hash = absorb(0xcbf29ce484222325U, kind);
  hash = absorb(hash, std::string_view("\0", 1));
  return static_cast<std::int64_t>(mix(absorb(hash, id)));
}

}  // namespace narvi::database::postgres
