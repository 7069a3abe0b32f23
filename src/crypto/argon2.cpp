#include "crypto/argon2.h"

#include <argon2.h>
#include <sys/mman.h>

#include <cstdlib>
#include <new>
#include <stdexcept>

#include "base/secret.h"

namespace narvi::crypto {

namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20U;
constexpr std::size_t kLongestTag = 512;
constexpr unsigned kMemoryOfALane = 8;  // KiB

std::size_t rounded(std::size_t bytes) {
  return (bytes + kHugePage - 1) / kHugePage * kHugePage;
}

/// Argon2 reads all over its memory: with huge pages nearly every read finds its address translated, and
/// there are 500 times fewer page faults. Where the kernel has none, the advice changes nothing.
int allocate(std::uint8_t** memory, std::size_t bytes) {
  const std::size_t size = rounded(bytes);
  void* const block = std::aligned_alloc(kHugePage, size);
  *memory = static_cast<std::uint8_t*>(block);
  if (block == nullptr) {
    return ARGON2_MEMORY_ALLOCATION_ERROR;
  }
  madvise(block, size, MADV_HUGEPAGE);
  return ARGON2_OK;
}

void release(std::uint8_t* memory, std::size_t /*bytes*/) {
  std::free(memory);
}

argon2_type type_of(Argon2Type type) {
  switch (type) {
    case Argon2Type::kD:
      return Argon2_d;
    case Argon2Type::kI:
      return Argon2_i;
    case Argon2Type::kId:
      break;
  }
  return Argon2_id;
}

std::uint8_t* address(std::string& bytes) {
  return static_cast<std::uint8_t*>(static_cast<void*>(bytes.data()));
}

}  // namespace

bool argon2_allows(const Argon2Parameters& parameters, std::size_t salt_size, std::size_t tag_size) {
  return parameters.passes >= ARGON2_MIN_TIME && parameters.lanes >= ARGON2_MIN_LANES &&
         parameters.lanes <= ARGON2_MAX_LANES && parameters.memory / kMemoryOfALane >= parameters.lanes &&
         salt_size >= ARGON2_MIN_SALT_LENGTH && salt_size <= ARGON2_MAX_SALT_LENGTH &&
         tag_size >= ARGON2_MIN_OUTLEN && tag_size <= kLongestTag;
}

std::uint64_t argon2_memory(const Argon2Parameters& parameters) {
  return rounded(std::size_t{parameters.memory} * 1024);
}

std::string argon2(const Argon2Parameters& parameters, std::string_view password, std::string_view salt,
                   std::size_t size) {
  if (!argon2_allows(parameters, salt.size(), size)) {
    throw std::logic_error("Argon2 is not defined for these parameters");
  }
  // The library wants addresses that it could write to.
  std::string own_password(password);
  std::string own_salt(salt);
  std::string tag(size, '\0');
  argon2_context context{};
  context.out = address(tag);
  context.outlen = static_cast<std::uint32_t>(tag.size());
  context.pwd = address(own_password);
  context.pwdlen = static_cast<std::uint32_t>(own_password.size());
  context.salt = address(own_salt);
  context.saltlen = static_cast<std::uint32_t>(own_salt.size());
  context.t_cost = parameters.passes;
  context.m_cost = parameters.memory;
  context.lanes = parameters.lanes;
  // One thread walks all lanes, for the same tag. The pool that calls us is as wide as the machine may be
  // loaded, and its threads run at low priority; threads of the library's own would multiply the one and
  // could run beside the loops at the priority of the other, and starting them at each of the four points
  // where lanes meet costs more than it saves once several logins are hashed at a time.
  context.threads = 1;
  context.version = static_cast<std::uint32_t>(parameters.version);
  context.allocate_cbk = allocate;
  context.free_cbk = release;
  const int outcome = argon2_ctx(&context, type_of(parameters.type));
  wipe(own_password.data(), own_password.size());
  if (outcome == ARGON2_MEMORY_ALLOCATION_ERROR) {
    throw std::bad_alloc();
  }
  if (outcome != ARGON2_OK) {
    throw std::logic_error(argon2_error_message(outcome));
  }
  return tag;
}

}  // namespace narvi::crypto
