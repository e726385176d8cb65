#!/bin/sh
# Makes the virtual environment $1 with everything the kiosk and its tests need.
# Says in one sentence what is missing when it cannot go on.
set -eu
venv=${1:-.venv}
python=${PYTHON:-python3}

stop() { echo "kiosk set-up: $*" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || stop "$python is not installed; install Python 3.11 or newer (apt-get install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$("$python" -V) is too old; the kiosk needs Python 3.11 or newer (make run PYTHON=python3.11)."

# -- system libraries: pyzbar needs libzbar0, opencv-python needs libgl1 and libglib2.0-0 --
missing=""
has() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
has libzbar.so.0 || missing="$missing libzbar0"
has libGL.so.1 || missing="$missing libgl1"
has libglib-2.0.so.0 || missing="$missing libglib2.0-0"
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
    command -v apt-get >/dev/null 2>&1 || stop "these libraries are missing and there is no apt-get to install them:$missing."
    sudo=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || stop "these Debian packages are missing and there is no sudo; as root, run: apt-get install$missing."
        sudo=sudo
    fi
    echo "kiosk set-up: installing Debian packages:$missing"
    { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; } ||
        stop "apt-get could not install:$missing; check the network and your rights, then try again."
fi

# -- Python packages, as pinned in constraints.txt ------------------------------------------
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || stop "the virtual environment $venv could not be made; remove it and try again."
echo "kiosk set-up: installing Python packages into $venv"
"$venv/bin/python" -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]' ||
    stop "the Python packages could not be installed; check the network (a package index must be reachable) and try again."
# The RC522 package requires RPi.GPIO, which builds on a Pi only; the simulated chip stands in for it here.
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps mfrc522==0.0.7 ||
    echo "kiosk set-up: mfrc522 could not be installed; the demo uses a simpler tag reader and the RFID tests are skipped." >&2
sh ./setup-font.sh "$venv"
echo "kiosk set-up: ready"
