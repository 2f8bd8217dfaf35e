#include "contender.hpp"
#include "geo/error.hpp"

namespace thalweg::bench {
namespace {

class ThalwegContender : public Contender {
 public:
  ThalwegContender(const Route& route, LocateOptions options) : locator_(std::span(&route, 1), options) {}

  void locate(std::span<const LonLat> events, std::span<double> chainage_m) const override {
    found_.resize(events.size());
    locator_.locate(events, found_);
    for (std::size_t i = 0; i < events.size(); ++i) chainage_m[i] = found_[i].chainage.m;
  }

 private:
  Locator locator_;
  mutable std::vector<Location> found_;  // kept from batch to batch, as reading does
};

}  // namespace

std::unique_ptr<Contender> thalweg_contender(const Route& route, LocateOptions options) {
  return std::make_unique<ThalwegContender>(route, options);
}

std::unique_ptr<Contender> contender_named(const std::string& name, const Route& route) {
  if (name == "thalweg") return thalweg_contender(route, {.runner_up = false});
  if (name == "thalweg-alt") return thalweg_contender(route, {});
  if (name == "strtree") return geos_strtree_contender(route, 10);
  if (name == "strtree-4") return geos_strtree_contender(route, 4);
  if (name == "project") return geos_project_contender(route);
  if (name == "rtree") return boost_rtree_contender(route);
  if (name == "rtree-4") return boost_rtree_4_contender(route);
  bad_input("there is no contender `{}`", name);
}

}  // namespace thalweg::bench
