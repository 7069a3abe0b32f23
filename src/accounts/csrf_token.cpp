#include "accounts/csrf_token.h"

#include <algorithm>

#include "crypto/same.h"

namespace narvi::accounts {

namespace {

constexpr std::string_view kAlphabet = kAlphanumerics;

bool is_alphanumeric(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9');
}

}  // namespace

CsrfFormat csrf_format(std::string_view token) {
  if (token.size() != kCsrfSecretLength && token.size() != kCsrfTokenLength) {
    return CsrfFormat::kBadLength;
  }
  const bool good = std::all_of(token.begin(), token.end(), is_alphanumeric);
  return good ? CsrfFormat::kGood : CsrfFormat::kBadCharacters;
}

std::string new_csrf_secret(Random& random) {
  return random.text(kCsrfSecretLength, kAlphabet);
}

std::string mask_csrf_secret(std::string_view secret, std::string_view mask) {
  std::string token(mask);
  for (std::size_t i = 0; i < secret.size() && i < mask.size(); ++i) {
    token.push_back(kAlphabet[(kAlphabet.find(secret[i]) + kAlphabet.find(mask[i])) % kAlphabet.size()]);
  }
  return token;
}

std::string new_csrf_token(std::string_view secret, Random& random) {
  return mask_csrf_secret(secret, random.text(kCsrfSecretLength, kAlphabet));
}

std::string csrf_secret_of(std::string_view token) {
  if (token.size() != kCsrfTokenLength) {
    return std::string(token);
  }
  std::string secret;
  for (std::size_t i = 0; i < kCsrfSecretLength; ++i) {
    const std::size_t cipher = kAlphabet.find(token[kCsrfSecretLength + i]);
    secret.push_back(kAlphabet[(cipher + kAlphabet.size() - kAlphabet.find(token[i])) % kAlphabet.size()]);
  }
  return secret;
}

bool csrf_tokens_match(std::string_view left, std::string_view right) {
  return csrf_format(left) == CsrfFormat::kGood && csrf_format(right) == CsrfFormat::kGood &&
         crypto::same(csrf_secret_of(left), csrf_secret_of(right));
}

}  // namespace narvi::accounts
