#include "cache/redis/call.h"

#include "crypto/digest.h"

namespace narvi::cache::redis {

namespace {

void write_word(std::string& bytes, std::string_view word) {
  bytes += '$';
  bytes += std::to_string(word.size());
  bytes += "\r\n";
  bytes += word;
  bytes += "\r\n";
}

}  // namespace

Script::Script(std::string_view given) : text(given), sha(crypto::sha1(given).hex()) {}

void Call::write_to(std::string& bytes) const {
  const std::size_t count = words.size() + (script == nullptr ? 0 : 2);
  bytes += '*';
  bytes += std::to_string(count);
  bytes += "\r\n";
  if (script != nullptr) {
    write_word(bytes, spell_out ? "EVAL" : "EVALSHA");
    write_word(bytes, spell_out ? script->text : script->sha);
  }
  for (const std::string& word : words) {
    write_word(bytes, word);
  }
}

}  // namespace narvi::cache::redis
