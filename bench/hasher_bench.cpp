// Processor time of one hash at Django 5.2's cost, for bench/hashers.py: `narvi_hasher_bench ALGORITHM COUNT`
// prints milliseconds.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "accounts/argon2_hasher.h"
#include "accounts/bcrypt_hasher.h"
#include "accounts/compat.h"
#include "accounts/digest_hashers.h"
#include "accounts/pbkdf2_hasher.h"
#include "accounts/scrypt_hasher.h"

namespace {

using namespace narvi;
using namespace narvi::accounts;

std::unique_ptr<Hasher> hasher_of(std::string_view algorithm) {
  const DjangoBehaviour& django = behaviour(DjangoVersion::k5_2);
  const Pbkdf2Options pbkdf2{.iterations = django.pbkdf2_iterations};
  if (algorithm == "pbkdf2_sha256") {
    return make_pbkdf2_sha256(pbkdf2);
  }
  if (algorithm == "pbkdf2_sha1") {
    return make_pbkdf2_sha1(pbkdf2);
  }
  if (algorithm == "argon2") {
    return make_argon2({});
  }
  if (algorithm == "bcrypt_sha256") {
    return make_bcrypt_sha256({});
  }
  if (algorithm == "scrypt") {
    return make_scrypt({.parallelism = django.scrypt_parallelism});
  }
  return algorithm == "md5" ? make_md5() : algorithm == "sha1" ? make_sha1() : nullptr;
}

double processor_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

int main(int count, char** words) {
  const std::unique_ptr<Hasher> hasher = count == 3 ? hasher_of(words[1]) : nullptr;
  const long rounds = count == 3 ? std::strtol(words[2], nullptr, 10) : 0;
  if (hasher == nullptr || rounds < 1) {
    std::fputs("usage: narvi_hasher_bench ALGORITHM COUNT\n", stderr);
    return 2;
  }
  const SecretText password("a long password");
  const double start = processor_milliseconds();
  for (long round = 0; round < rounds; ++round) {
    if (!hasher->encode(password, "seasaltseasaltseasalt1")) {
      return 1;
    }
  }
  std::printf("%.6f\n", (processor_milliseconds() - start) / static_cast<double>(rounds));
  return 0;
}
