#pragma once
// What the printed configurations have in common: filling in, and names of header fields.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace narvi::systems::forward_auth {

using Filling = std::pair<std::string_view, std::string>;

/// `text` with each <<name>> replaced by its filling. A name without one is a bug and ends the program.
std::string fill(std::string_view text, std::initializer_list<Filling> fillings);

/// `line` once for each name, with <<name>> filled in.
std::string each(std::span<const std::string> names, std::string_view line);

/// `name` with every choice of '-' and '_', itself first: to CGI and WSGI they are one name (contract
/// §3.2). At most 16.
std::vector<std::string> spellings(std::string_view name);

/// The spellings of all `names`.
std::vector<std::string> spellings_of(std::span<const std::string> names);

/// Lower case, everything but letters and digits as '_': "app.example.com" -> "app_example_com".
std::string identifier(std::string_view text);

/// Fields by which a proxy tells about a visitor's request, and applications believe it. A visitor's own are
/// taken away. Without X-Forwarded-For, -Host and -Proto, which every configuration sets.
std::span<const std::string> claims();

}  // namespace narvi::systems::forward_auth
