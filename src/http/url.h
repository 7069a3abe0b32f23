#pragma once
// URLs as Django reads and writes them: paths decoded, locations quoted (Python's urllib.parse and
// django.utils.encoding).

#include <string>
#include <string_view>

namespace narvi::http {

/// Replaces %XX by the byte it names; a '%' without two hexadecimal digits stands for itself.
std::string percent_decode(std::string_view text);

/// The path that routes and messages see: percent-decoded; bytes that are not UTF-8 are percent-encoded
/// again, as Django's get_path_info does, so the result is always UTF-8. Returns `raw` itself when it holds
/// neither '%' nor a byte over 0x7F; otherwise the text is built in `storage`, which must live as long as the
/// result.
std::string_view decode_path(std::string_view raw, std::string& storage);

/// Python's quote(): every byte but ASCII letters, digits, "_.-~" and those in `safe` becomes %XX, upper
/// case.
std::string quote(std::string_view text, std::string_view safe = "/");

/// Python's quote_plus(): for values in query strings and forms; a space becomes '+', '/' becomes %2F.
std::string quote_plus(std::string_view text);

/// Django's iri_to_uri(): what a Location may hold. Reserved characters and '%' stay.
std::string iri_to_uri(std::string_view iri);

/// Django's escape_uri_path(): quotes a decoded path, so '?', '#', ';', '=' and '%' in it do not change its
/// meaning.
std::string escape_path(std::string_view decoded_path);

/// Django's request.get_full_path(): the quoted path and the query as it came (bytes over 0x7F taken for
/// Latin-1, as WSGI does).
std::string full_path(std::string_view decoded_path, std::string_view raw_query);

/// The Location of CommonMiddleware's APPEND_SLASH redirect (contract drf §1.1, step 0): the full path with a
/// slash after the path. A path that begins with "//" is escaped, else the redirect would lead to another
/// host.
std::string slash_location(std::string_view decoded_path, std::string_view raw_query);

}  // namespace narvi::http
