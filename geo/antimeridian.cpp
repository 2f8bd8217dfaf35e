#include "geo/antimeridian.hpp"

#include <cmath>

namespace thalweg {

std::vector<Line> split_at_antimeridian(const Line& line) {
  std::vector<Line> parts(1);
  for (const Vertex& v : line) {
    if (!parts.back().empty() && std::abs(v.at.lon - parts.back().back().at.lon) > 180) {
      const Vertex before = parts.back().back();
      const double edge = before.at.lon > 0 ? 180 : -180;  // the side that is left
      const double there = v.at.lon + 2 * edge;            // the vertex, counted on from that side
      const double share = there == before.at.lon ? 0 : (edge - before.at.lon) / (there - before.at.lon);
      const Vertex crossing{{edge, before.at.lat + share * (v.at.lat - before.at.lat)},
                            before.m + share * (v.m - before.m)};
      if (before.at.lon != edge) parts.back().push_back(crossing);
      if (parts.back().size() < 2) parts.pop_back();
      parts.push_back({{{-edge, crossing.at.lat}, crossing.m}});
      if (v.at.lon == -edge) continue;
    }
    parts.back().push_back(v);
  }
  if (parts.size() > 1 && parts.back().size() < 2) parts.pop_back();
  return parts;
}

}  // namespace thalweg
