#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "contender.hpp"

namespace thalweg::bench {
namespace {

namespace bg = boost::geometry;
using Point = bg::model::point<double, 2, bg::cs::cartesian>;
using Segment = bg::model::segment<Point>;
using Entry = std::pair<Segment, std::uint32_t>;

double share_nearest(const Segment& s, LonLat p) {
  const double dx = bg::get<1, 0>(s) - bg::get<0, 0>(s), dy = bg::get<1, 1>(s) - bg::get<0, 1>(s);
  const double along = (p.lon - bg::get<0, 0>(s)) * dx + (p.lat - bg::get<0, 1>(s)) * dy;
  return std::clamp(along / (dx * dx + dy * dy), 0.0, 1.0);
}

template <typename Parameters>
class BoostRtree : public Contender {
 public:
  explicit BoostRtree(const Route& route) : route_(route), tree_(entries(route)) {}

  void locate(std::span<const LonLat> events, std::span<double> chainage_m) const override {
    Entry nearest;
    for (std::size_t i = 0; i < events.size(); ++i) {
      tree_.query(bg::index::nearest(Point(events[i].lon, events[i].lat), 1), &nearest);
      chainage_m[i] = chainage_on(route_, nearest.second, share_nearest(nearest.first, events[i]));
    }
  }

 private:
  static std::vector<Entry> entries(const Route& route) {
    std::vector<Entry> made;
    const auto v = route.vertices();
    for (std::uint32_t i = 0; i + 1 < v.size(); ++i) {
      made.emplace_back(Segment(Point(v[i].lon, v[i].lat), Point(v[i + 1].lon, v[i + 1].lat)), i);
    }
    return made;
  }

  Route route_;
  bg::index::rtree<Entry, Parameters> tree_;  // packed, since it is made of a whole range
};

}  // namespace

std::unique_ptr<Contender> boost_rtree_contender(const Route& route) {
  return std::make_unique<BoostRtree<bg::index::quadratic<16>>>(route);
}

std::unique_ptr<Contender> boost_rtree_4_contender(const Route& route) {
  return std::make_unique<BoostRtree<bg::index::rstar<4>>>(route);
}

}  // namespace thalweg::bench
