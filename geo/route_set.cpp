#include "geo/route_set.hpp"

namespace thalweg {

Span RouteSet::length() const {
  Span sum;
  for (const Route& route : routes) sum = sum + route.length();
  return sum;
}

}  // namespace thalweg
