#!/bin/sh
# Puts the typeface Atkinson Hyperlegible (SIL OFL 1.1) into the environment $1, from its npm package.
# Where npm or the network is not there the screens use the fallback fonts their styles name.
set -eu
venv=${1:-.venv}
package=@fontsource/atkinson-hyperlegible@5.3.0
folder=$venv/share/kiosk/fonts

say() { echo "kiosk set-up: $*"; }
[ -e "$folder/atkinson-hyperlegible-latin-700-normal.woff2" ] && exit 0
command -v npm >/dev/null 2>&1 || { say "npm is not there; the screens use their fallback fonts"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if (cd "$work" && npm pack --silent "$package" >/dev/null 2>&1 && tar xzf ./*.tgz); then
    mkdir -p "$folder"
    for weight in 400 700; do
        cp "$work/package/files/atkinson-hyperlegible-latin-$weight-normal.woff2" "$folder/"
    done
    cp "$work/package/LICENSE" "$folder/OFL.txt"
    say "Atkinson Hyperlegible is installed"
else
    say "$package could not be fetched; the screens use their fallback fonts"
fi
