#pragma once
// Media types and content negotiation as REST framework does them (contract drf §2.4): q is ignored, only how
// specific a type is counts.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/header_parameters.h"

namespace narvi::http {

/// A Content-Type value or one item of Accept.
struct MediaType {
  std::string full;  ///< "application/json": lower case, without parameters; empty if unreadable
  std::vector<HeaderParameter> parameters;

  std::string_view main() const;  ///< before the first '/'
  std::string_view sub() const;   ///< after it; empty without one
  /// A parameter by its lower-case name, or null.
  const std::string* parameter(std::string_view name) const;
  /// 3 type/sub with a parameter, 2 type/sub (a lone q does not count), 1 type/*, 0 */*.
  int specificity() const;
};

/// Reads a value; never fails. What cannot be read is a type that matches nothing but wildcards.
MediaType parse_media_type(std::string_view text);

/// Whether `offered` (a renderer's or parser's type) satisfies `asked`: its own parameters other than q must
/// be the same in `asked`, wildcards on either side match.
bool satisfies(const MediaType& offered, const MediaType& asked);

/// What negotiation chose.
struct Negotiated {
  std::size_t renderer = 0;  ///< index into the offered types
  MediaType asked;           ///< the item of Accept it matched, with its parameters (`indent=4`)
  std::string accepted;      ///< REST framework's accepted_media_type: "application/json; indent=4"
};

/// Chooses among `offered` (in order of preference) for an Accept header, absent meaning "*/*". Types are
/// looked at from the most specific down; among equally specific ones the order of `offered` decides, then
/// that of Accept. Nothing means 406.
std::optional<Negotiated> negotiate(std::optional<std::string_view> accept,
                                    std::span<const std::string_view> offered);

/// The index of the first parser whose type the Content-Type satisfies; nothing means 415.
std::optional<std::size_t> select_parser(const MediaType& content_type,
                                         std::span<const std::string_view> parsers);

}  // namespace narvi::http
