#pragma once
// DEFAULT_RENDERER_CLASSES: which media types endpoints that name none of their own can answer with. It shows
// in Vary and OPTIONS and decides 406 (drf §1.1, knox §2). Answers are JSON always: for text/html REST
// framework draws a page around the same JSON, which Narvi does not.

#include <array>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/settings.h"

namespace narvi::rest {

/// What [rest_framework] default_renderer_classes may list.
inline constexpr std::array<std::string_view, 4> kRendererClasses = {
    "JSONRenderer", "BrowsableAPIRenderer", "rest_framework.renderers.JSONRenderer",
    "rest_framework.renderers.BrowsableAPIRenderer"};

/// The media types of [rest_framework] default_renderer_classes, in order, for Endpoint::renderers. The error
/// tells of an empty list.
Result<std::vector<std::string_view>> default_renderers(const Settings& settings);

}  // namespace narvi::rest
