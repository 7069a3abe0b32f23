#include "rest/counters_away.h"

#include <gtest/gtest.h>

namespace narvi::rest {
namespace {

TEST(CountersAway, ClosedForLoginsOpenForChecks) {
  struct Case {
    CallShape shape;
    bool passes;
    const char* what;
  };
  const Case cases[] = {
      {{.safe_method = true, .known_caller = true, .open_endpoint = false}, true, "somebody reads"},
      {{.safe_method = true, .known_caller = false, .open_endpoint = false}, true, "anybody reads"},
      {{.safe_method = true, .known_caller = false, .open_endpoint = true},
       true,
       "anybody asks what is public"},
      {{.safe_method = false, .known_caller = true, .open_endpoint = false}, true, "somebody writes"},
      {{.safe_method = false, .known_caller = false, .open_endpoint = true}, false, "a login"},
      {{.safe_method = false, .known_caller = false, .open_endpoint = false}, false, "nobody writes"},
      {{.safe_method = false, .known_caller = true, .open_endpoint = true},
       false,
       "a login as somebody else"},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(passes_uncounted(each.shape), each.passes) << each.what;
  }
}

}  // namespace
}  // namespace narvi::rest
