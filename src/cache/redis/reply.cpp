#include "cache/redis/reply.h"

#include <hiredis/read.h>

#include <algorithm>
#include <new>
#include <utility>

namespace narvi::cache::redis {

namespace {

// hiredis builds a reply through these. An element goes straight to its place in its array, which was made
// with its full size, so that no pointer that hiredis holds ever moves. Null means "out of memory" to
// hiredis, which ends the reading: so we refuse what is larger than an answer to us can be.

Reply* place(const redisReadTask* task) {
  if (task->parent == nullptr) {
    return new (std::nothrow) Reply();
  }
  auto* array = static_cast<Reply*>(task->parent->obj);
  return &array->elements[static_cast<std::size_t>(task->idx)];
}

void* make_text(const redisReadTask* task, char* text, std::size_t size) {
  Reply* reply = place(task);
  if (reply != nullptr) {
    reply->kind = task->type == REDIS_REPLY_ERROR    ? Reply::Kind::kError
                  : task->type == REDIS_REPLY_STATUS ? Reply::Kind::kStatus
                                                     : Reply::Kind::kString;
    reply->text.assign(text, size);
  }
  return reply;
}

void* make_array(const redisReadTask* task, int size) {
  if (task->parent != nullptr || size < 0 || static_cast<std::size_t>(size) > kMostElements) {
    return nullptr;
  }
  Reply* reply = place(task);
  if (reply != nullptr) {
    reply->kind = Reply::Kind::kArray;
    reply->elements.resize(static_cast<std::size_t>(size));
  }
  return reply;
}

void* make_integer(const redisReadTask* task, long long value) {
  Reply* reply = place(task);
  if (reply != nullptr) {
    reply->kind = Reply::Kind::kInteger;
    reply->integer = value;
  }
  return reply;
}

void* make_nil(const redisReadTask* task) {
  return place(task);
}

/// Called for the root only.
void release(void* reply) {
  delete static_cast<Reply*>(reply);
}

redisReplyObjectFunctions makers{make_text, make_array, make_integer, make_nil, release};

struct FreeReader {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

tl::unexpected<Error> broken() {
  return fail(ErrorKind::kUnavailable, "Redis answered what is no answer");
}

}  // namespace

struct ReplyReader::Parser {
  std::unique_ptr<redisReader, FreeReader> reader{redisReaderCreateWithFunctions(&makers)};
};

ReplyReader::ReplyReader() : parser_(std::make_unique<Parser>()) {
  if (!parser_->reader) {
    throw std::bad_alloc();
  }
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
  // An error stays in the reader, and next() tells it.
  redisReaderFeed(parser_->reader.get(), bytes.data(), bytes.size());
}

Result<std::optional<Reply>> ReplyReader::next() {
  redisReader& reader = *parser_->reader;
  void* made = nullptr;
  if (redisReaderGetReply(&reader, &made) != REDIS_OK) {
    return broken();
  }
  if (made != nullptr) {
    const std::unique_ptr<Reply> reply(static_cast<Reply*>(made));
    return std::optional<Reply>(std::move(*reply));
  }
  // A line or a text that does not end is kept in whole until it does.
  if (reader.len - reader.pos > kMostBytes) {
    return broken();
  }
  return std::optional<Reply>();
}

std::string_view Reply::error_code() const {
  const std::string_view word = std::string_view(text).substr(0, text.find(' '));
  const bool plain = !word.empty() && word.size() <= 32 && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || c == '_';
  });
  return plain ? word : "?";
}

}  // namespace narvi::cache::redis
