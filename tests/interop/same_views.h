#pragma once
// The views of django_site/same_views.py, for Narvi.

#include <vector>

#include "rest/endpoint.h"

namespace narvi::tests {

std::vector<rest::Endpoint> same_views();

}  // namespace narvi::tests
