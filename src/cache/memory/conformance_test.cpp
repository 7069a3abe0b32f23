#include "cache/conformance/counters_suite.h"
#include "cache/memory/memory_counters.h"

namespace narvi::cache::conformance {

INSTANTIATE_TEST_SUITE_P(Memory, CountersConformance,
                         testing::Values(Maker{"memory",
                                               [] { return std::make_unique<memory::MemoryCounters>(); }}),
                         maker_name);

}  // namespace narvi::cache::conformance
