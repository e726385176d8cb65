#!/bin/sh
# Installs the Debian packages that only tests need, as tests/debian-packages.txt lists them.
# One that cannot be installed is said here, and the tests that need it skip with the reason.
set -eu
list=${1:-tests/debian-packages.txt}

missing=""
while read -r probe package _why; do
    case "$probe" in "" | "#"*) continue ;; esac
    [ -e "$probe" ] || missing="$missing $package"
done <"$list"
[ -n "$missing" ] || exit 0

sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
say() { echo "kiosk tests: $*"; }
if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$sudo" ] && ! command -v sudo >/dev/null 2>&1; }; then
    say "these Debian packages are missing and cannot be installed here; tests that need them skip:$missing"
    exit 0
fi
say "installing Debian packages:$missing"
apt() { $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >/dev/null; }
apt update || say "apt-get could not refresh its lists"
# All at once is quicker; one that cannot be had must not cost the others.
# shellcheck disable=SC2086 # the list is split on purpose
apt install -y --no-install-recommends $missing || for each in $missing; do
    apt install -y --no-install-recommends "$each" || say "$each could not be installed; tests that need it skip"
done
