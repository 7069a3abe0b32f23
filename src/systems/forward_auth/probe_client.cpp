#include "systems/forward_auth/probe_client.h"

#include <curl/curl.h>

#include <array>

namespace narvi::systems::forward_auth {

namespace {

constexpr std::size_t kEnoughBody = 65'536;  // bytes; nobody reads them

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using FieldList = std::unique_ptr<curl_slist, FreeList>;

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) {
    return "";
  }
  std::string copy = text;
  curl_free(text);
  return copy;
}

/// Takes a body and forgets it, up to a limit: then the transfer ends with CURLE_WRITE_ERROR.
std::size_t forget(char* /*data*/, std::size_t size, std::size_t count, void* taken) {
  auto& sum = *static_cast<std::size_t*>(taken);
  sum += size * count;
  return sum > kEnoughBody ? 0 : size * count;
}

FieldList field_list(const std::vector<std::string>& fields) {
  FieldList list;
  for (const std::string& field : fields) {
    curl_slist* const longer = curl_slist_append(list.get(), field.c_str());
    if (longer != nullptr) {
      static_cast<void>(list.release());
      list.reset(longer);
    }
  }
  return list;
}

}  // namespace

Result<ProbeUrl> parse_probe_url(const std::string& url) {
  const std::unique_ptr<CURLU, FreeUrl> parts(curl_url());
  if (parts == nullptr) {
    return fail(ErrorKind::kInternal, "no memory");
  }
  const CURLUcode code = curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS);
  const std::string scheme = part(parts.get(), CURLUPART_SCHEME);
  if (code != CURLUE_OK || (scheme != "http" && scheme != "https") ||
      !part(parts.get(), CURLUPART_USER).empty()) {
    return fail(ErrorKind::kInvalid,
                "\"" + url + "\" is not the address of a page\n  mend: https://app.example.com/");
  }
  const std::string port = part(parts.get(), CURLUPART_PORT);
  ProbeUrl read;
  read.host = part(parts.get(), CURLUPART_HOST);
  read.origin = scheme + "://" + read.host + (port.empty() ? "" : ":" + port);
  read.path = part(parts.get(), CURLUPART_PATH);
  read.query = part(parts.get(), CURLUPART_QUERY);
  return read;
}

Result<ProbeClient> ProbeClient::make(const Settings& settings) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return fail(ErrorKind::kInternal, "libcurl does not start");
  }
  return ProbeClient(settings);
}

Result<ProbeAnswer> ProbeClient::ask(const ProbeRequest& request) {
  // A new connection each time: what one answer leaves behind must not change the next.
  const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
  if (easy == nullptr) {
    return fail(ErrorKind::kInternal, "no memory");
  }
  const FieldList fields = field_list(request.fields);
  const FieldList connect = settings_.connect.empty() ? FieldList() : field_list({"::" + settings_.connect});
  std::size_t taken = 0;
  std::array<char, CURL_ERROR_SIZE> why{};
  CURL* const one = easy.get();
  curl_easy_setopt(one, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(one, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(one, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(one, CURLOPT_PROXY, "");
  curl_easy_setopt(one, CURLOPT_CONNECT_TO, connect.get());
  curl_easy_setopt(one, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(one, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(one, CURLOPT_NOBODY, request.method == "HEAD" ? 1L : 0L);
  curl_easy_setopt(one, CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(one, CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
  curl_easy_setopt(one, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(one, CURLOPT_SSL_VERIFYPEER, settings_.insecure ? 0L : 1L);
  curl_easy_setopt(one, CURLOPT_SSL_VERIFYHOST, settings_.insecure ? 0L : 2L);
  curl_easy_setopt(one, CURLOPT_WRITEFUNCTION, forget);
  curl_easy_setopt(one, CURLOPT_WRITEDATA, &taken);
  curl_easy_setopt(one, CURLOPT_ERRORBUFFER, why.data());
  const CURLcode code = curl_easy_perform(one);
  long status = 0;
  curl_easy_getinfo(one, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_GOT_NOTHING || (code == CURLE_RECV_ERROR && status == 0)) {
    return ProbeAnswer{};
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return fail(ErrorKind::kTimeout, "no answer in time");
  }
  if (status == 0) {
    const std::string_view text = why.front() != '\0' ? why.data() : curl_easy_strerror(code);
    return fail(ErrorKind::kUnavailable, std::string(text));
  }
  const char* location = nullptr;
  curl_easy_getinfo(one, CURLINFO_REDIRECT_URL, &location);
  return ProbeAnswer{static_cast<int>(status), location == nullptr ? "" : location};
}

}  // namespace narvi::systems::forward_auth
