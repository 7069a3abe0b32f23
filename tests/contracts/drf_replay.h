#pragma once
// The exchanges of drf_http.json, answered in order by houses on one database.

#include <memory>
#include <string>
#include <vector>

#include "test_house.h"

namespace narvi::tests {

/// REST framework 3.14 on Django 3.2, or 3.18 on 5.2.
enum class DrfVersion { k3_14, k3_18 };

/// drf_fixtures.json.
const http::json::Value& drf_fixtures();

/// One run: a new house where settings differ or the cache starts empty, always on the same database.
class DrfReplay {
 public:
  DrfReplay(Engine engine, DrfVersion version);

  http::Response answer(const http::json::Value& vector);

  /// Settings of the last exchange that have no name here, so it was answered without them.
  const std::vector<std::string>& unmapped() const { return unmapped_; }
  TestHouse& house() { return *house_; }

 private:
  void build(const http::json::Value& vector);

  DrfVersion version_;
  std::string url_;
  std::unique_ptr<TestHouse> house_;
  http::json::Value settings_;
  std::vector<std::string> unmapped_;
  bool clocked_ = false;
};

}  // namespace narvi::tests
