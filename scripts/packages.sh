# shellcheck shell=bash disable=SC2034
# Sourced: what Debian 12, Debian 13 and Ubuntu 24.04 call the packages, and how missing ones are installed.

build_packages=(g++ cmake ninja-build libgdal-dev libgeos-dev libproj-dev libboost-dev libfmt-dev libtbb-dev
  nlohmann-json3-dev libcli11-dev libkainjow-mustache-dev librsvg2-dev pkg-config fonts-dejavu-core catch2)
test_packages=(locales)
qgis_packages=(qgis python3-qgis poppler-utils fonts-dejavu-core)
postgis_packages=(postgresql-postgis)
browser_packages=(chromium nodejs npm fonts-dejavu-core)
bench_packages=(libbenchmark-dev gdal-bin valgrind python3)
bench_peer_packages=(postgresql-postgis python3-venv r-base-core r-cran-spatstat.linnet python3-numpy python3-scipy
  grass-core)

missing() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# As root: directly, or through sudo, which is said.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Installs the packages that are missing, and says which.
need() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian or Ubuntu: please install by hand what these packages hold: $*" >&2
    return 0
  fi
  local wanted
  mapfile -t wanted < <(missing "$@")
  [ ${#wanted[@]} -gt 0 ] || return 0
  echo "Installing with apt-get: ${wanted[*]}"
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "That needs root, and there is no sudo. As root, run: apt-get install --no-install-recommends ${wanted[*]}" >&2
      exit 2
    fi
    echo "That needs root: sudo may ask for your password."
  fi
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

# The German locale, in which numbers are written with a comma: a test runs in it.
german_locale() {
  locale -a 2>/dev/null | grep -qi '^de_DE\.utf-\?8$' && return 0
  echo "Making the locale de_DE.UTF-8"
  as_root localedef -i de_DE -f UTF-8 de_DE.UTF-8
}
