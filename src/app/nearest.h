#pragma once
// "Did you mean": the known word nearest to a mistyped one.

#include <optional>
#include <span>
#include <string_view>

namespace narvi::app {

/// How many letters must be added, removed, changed or swapped with their neighbour to make one word the
/// other.
std::size_t edit_distance(std::string_view left, std::string_view right);

/// The nearest of `known`, the earliest of equals; empty if none is near enough to be meant (a third of the
/// letters, at least one).
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace narvi::app
