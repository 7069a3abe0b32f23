#pragma once
// Content negotiation, REST framework's first step (drf §1.1, §2.4): which renderer answers.

#include "rest/api_error.h"
#include "rest/call.h"

namespace narvi::rest {

/// Sets call.renderer and call.indent from the suffix of the path, `?format=` and Accept. 404 for a format
/// that no renderer has, 406 if Accept fits none; then the first renderer tells so.
///
/// text/html stands for the browsable page among the renderers: it counts for the choice, for Vary and in
/// OPTIONS. The answer is JSON all the same, and says so in its Content-Type.
ApiResult<void> negotiate(Call& call);

}  // namespace narvi::rest
