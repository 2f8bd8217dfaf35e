#include "geo/raster.hpp"

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <librsvg/rsvg.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "geo/error.hpp"

namespace thalweg {
namespace {

struct Release {
  void operator()(RsvgHandle* h) const noexcept { g_object_unref(h); }
  void operator()(cairo_surface_t* s) const noexcept { cairo_surface_destroy(s); }
  void operator()(cairo_t* c) const noexcept { cairo_destroy(c); }
  void operator()(GError* e) const noexcept { g_error_free(e); }
  void operator()(FcFontSet* f) const noexcept { FcFontSetDestroy(f); }
  void operator()(FcPattern* p) const noexcept { FcPatternDestroy(p); }
  void operator()(FcObjectSet* o) const noexcept { FcObjectSetDestroy(o); }
};
template <typename T>
using Owned = std::unique_ptr<T, Release>;

void require_fonts() {
  const Owned<FcPattern> any(FcPatternCreate());
  const Owned<FcObjectSet> family(FcObjectSetBuild(FC_FAMILY, nullptr));
  const Owned<FcFontSet> fonts(FcFontList(nullptr, any.get(), family.get()));
  if (!fonts || fonts->nfont == 0) {
    io_error("no font is installed, so a PNG would have no letters; install one (fonts-dejavu-core), or write .svg");
  }
}

/// What librsvg complains of, on one line.
std::string cause(const GError* error) {
  std::string text = error->message;
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

void write_png(const std::filesystem::path& path, const std::string& svg, double scale) {
  require_fonts();
  GError* failure = nullptr;
  const Owned<RsvgHandle> drawing(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &failure));
  const Owned<GError> not_read(failure);
  if (!drawing) io_error("the drawing cannot be read by librsvg: {}", cause(not_read.get()));
  gdouble width = 0, height = 0;
  rsvg_handle_get_intrinsic_size_in_pixels(drawing.get(), &width, &height);
  const Owned<cairo_surface_t> surface(cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, static_cast<int>(std::ceil(width * scale)), static_cast<int>(std::ceil(height * scale))));
  const Owned<cairo_t> cairo(cairo_create(surface.get()));
  const RsvgRectangle all{0, 0, width * scale, height * scale};
  failure = nullptr;
  const bool drawn = rsvg_handle_render_document(drawing.get(), cairo.get(), &all, &failure);
  const Owned<GError> not_drawn(failure);
  if (!drawn) io_error("the drawing cannot be rendered by librsvg: {}", cause(not_drawn.get()));
  const cairo_status_t status = cairo_surface_write_to_png(surface.get(), path.c_str());
  if (status != CAIRO_STATUS_SUCCESS) {
    io_error("{}: could not be written: {}", path.filename().string(), cairo_status_to_string(status));
  }
}

}  // namespace thalweg
