#include "app/given_value.h"

namespace narvi::app {

const char* GivenValue::kind_name() const {
  switch (kind) {
    case Kind::kBoolean:
      return "true or false";
    case Kind::kInteger:
      return "a whole number";
    case Kind::kFloat:
      return "a number with a point";
    case Kind::kText:
      return "a text";
    case Kind::kDate:
      return "a date or time";
    case Kind::kList:
      return "a list";
    case Kind::kTable:
      return "a table";
  }
  return "something else";
}

}  // namespace narvi::app
