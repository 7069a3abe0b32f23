#pragma once
// Every path of a site in a form that a person, or a program, can audit: who may call it, how often, and why
// it is open if it is.

#include <string>
#include <vector>

#include "rest/endpoint.h"

namespace narvi::app {

/// One endpoint as `narvi routes` shows it.
struct RouteLine {
  std::string path;
  std::string name;
  std::string methods;  ///< in REST framework's order: "POST, OPTIONS"
  std::vector<std::string> schemes;
  std::vector<std::string> permissions;                        ///< as spelt in code, compositions in brackets
  std::vector<std::pair<std::string, std::string>> throttles;  ///< name, and limit ("3/min"); empty: unknown
  std::string open_because;  ///< why nobody is asked who he is; empty: somebody is, or nobody said why
  bool open = false;         ///< everybody may call it
  bool unsafe = false;       ///< a method changes something
};

/// `endpoint` is sealed.
RouteLine route_line(const rest::Endpoint& endpoint);

/// Columns as wide as their widest cell, a heading, and a mark at what is open and unsafe, which is explained
/// at the end.
std::vector<std::string> route_table(const std::vector<RouteLine>& routes);

/// A JSON array with one object a line.
std::vector<std::string> route_json(const std::vector<RouteLine>& routes);

}  // namespace narvi::app
