#!/bin/sh
# Makes a Raspberry Pi (or any Debian 12 or 13) a repair kiosk. Run it again at any time: what is right is left alone.
#   sudo ./install.sh                  install or bring up to date
#   sudo ./install.sh --dry-run        say what would be done, do nothing
#   sudo ./install.sh --uninstall      take the kiosk away; data, keys and settings stay
# Options: --wheels FOLDER (install Python packages from there, without a network) · --settings FILE (first settings)
#          --no-display (no browser on this machine) · --no-firmware (leave boot files and udev alone) · --no-start
set -eu
here=$(cd "$(dirname "$0")" && pwd)
opt=/opt/kiosk etc=/etc/kiosk state=/var/lib/kiosk units=/etc/systemd/system
dry="" wheels="" settings="" display=yes firmware=yes start=yes doing=install

say() { echo "kiosk install: $*"; }
stop() { echo "kiosk install: $*" >&2; exit 1; }
step_number=0
step() { step_number=$((step_number + 1)); say "[$step_number/9, $(($(date +%s) - began)) s] $*"; }
run() { if [ -n "$dry" ]; then echo "    would run: $*"; else "$@"; fi; }

while [ $# -gt 0 ]; do
    case "$1" in
        --dry-run) dry=yes ;;
        --uninstall) doing=uninstall ;;
        --wheels) wheels=$(cd "$2" && pwd) || stop "there is no folder $2."; shift ;;
        --settings) settings=$2; [ -f "$2" ] || stop "there is no file $2."; shift ;;
        --no-display) display="" ;;
        --no-firmware) firmware="" ;;
        --no-start) start="" ;;
        --prepare) doing=prepare ;; # for kiosk update: make the release beside the running one, switch nothing
        --activate) doing=activate; release=$2; shift ;; # for kiosk update: switch to a release that was prepared
        -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) stop "there is no option $1; see ./install.sh --help" ;;
    esac
    shift
done
began=$(date +%s)
[ -n "$dry" ] || [ "$(id -u)" -eq 0 ] || stop "this needs root; run: sudo ./install.sh"
. "$here/systemd/install-parts.sh"

if [ "$doing" = activate ]; then
    [ -f "$release/.complete" ] || stop "$release is no complete release."
    [ -e $units/kiosk-display.service ] && systemctl is-enabled -q kiosk-display.service || display=""
    systemd_version=$(systemctl --version | sed -n '1s/[^0-9]*\([0-9]*\).*/\1/p')
    systemd_units
    switch_over
    exit 0
fi
if [ "$doing" = prepare ]; then
    look_at_machine
    release=$opt/releases/$(release_name)
    python_environment
    shipped_plugins
    say "prepared $release"
    exit 0
fi
if [ "$doing" = uninstall ]; then
    uninstall
    exit 0
fi

step "looking at this machine"
look_at_machine
say "this takes about ten minutes on a Pi 4 with a network, two with --wheels; nothing is changed that is not said here"
step "Debian packages"
debian_packages
step "users, groups and folders"
users_and_folders
step "Python environment (the longest step)"
release=$opt/releases/$(release_name)
python_environment
step "plugins that come with the kiosk"
shipped_plugins
step "settings"
first_settings
step "systemd units"
systemd_units
step "boot files, devices, network, browser"
if [ -n "$firmware" ]; then firmware_files; else say "left alone (--no-firmware)"; fi
step "switching over"
switch_over
say "done in $(($(date +%s) - began)) s. Next: kiosk enrol URL CODE, then kiosk doctor"
