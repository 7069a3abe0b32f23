#pragma once
// What the house adds to the door's metrics: the hash pool and the SQLite writer.

#include "app/house.h"
#include "http/server/metrics.h"

namespace narvi::app {

/// `house` outlives the metrics' last scrape.
void add_pool_metrics(http::server::Metrics& metrics, House& house);

}  // namespace narvi::app
