#!/usr/bin/env bash
# Runs the light tests, the demo and the checks in QGIS in a fresh chroot of Debian 13 (on Debian 13 itself: of Debian 12),
# from a clean clone of HEAD; with arguments, these commands instead.
# Exit code 77, with the reason, where that cannot be done.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/packages.sh

skip() {
  echo "$1"
  exit 77
}

[ "$(id -u)" = 0 ] || skip "a chroot needs root"
. /etc/os-release
[ "${ID:-}" = debian ] || skip "the mirror to use is known on Debian only; this is ${ID:-unknown}"
suite=trixie
[ "${VERSION_CODENAME:-}" = trixie ] && suite=bookworm
need debootstrap

# The mirror is the one this machine installs from.
# shellcheck disable=SC2016  # the dollar is apt-get's
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -v security | head -n 1)
[ -n "$mirror" ] || skip "no package mirror found in apt's configuration"

root=$(mktemp -d)
clean_up() {
  umount "$root/dev/pts" "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT
echo "Making a chroot of Debian $suite"
debootstrap --variant=minbase --include=git,ca-certificates "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
  { tail -n 5 "$root.log"; rm -f "$root.log"; skip "debootstrap could not make the chroot"; }
rm -f "$root.log"
mount -t proc proc "$root/proc" || skip "mounting /proc in the chroot is not allowed here"
# Tests of what is shown on a terminal make one.
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" || skip "mounting /dev/pts in the chroot is not allowed here"
ln -sf pts/ptmx "$root/dev/ptmx"
for file in /etc/apt/apt.conf /etc/resolv.conf /etc/hosts; do [ -e "$file" ] && cp "$file" "$root$file"; done
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
[ -d /etc/apt/auth.conf.d ] && cp -r /etc/apt/auth.conf.d/. "$root/etc/apt/auth.conf.d/"
[ -d /usr/local/share/ca-certificates ] && cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
git clone -q . "$root/thalweg"
chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
  ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
  bash -c "cd /thalweg && ${*:-./run test && ./run demo && scripts/qgis-checks.sh}"
