# The steps of install.sh, one function each. Read by it; not run alone.
# shellcheck shell=sh disable=SC2154,SC2086 # variables are install.sh's, and its paths hold no spaces

look_at_machine() {
    command -v systemctl >/dev/null 2>&1 || stop "this machine has no systemd; the kiosk needs Debian 12 or 13, or Raspberry Pi OS."
    command -v python3 >/dev/null 2>&1 || stop "python3 is missing; run: apt-get install python3 python3-venv"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "$(python3 -V) is too old; the kiosk needs Python 3.11 or newer."
    case "$(uname -m)" in x86_64 | aarch64) ;; *) stop "$(uname -m) has no packages of the decoders; use a 64-bit system." ;; esac
    boot=/boot/firmware
    [ -f $boot/config.txt ] && is_pi=yes || is_pi=""
    systemd_version=$(systemctl --version | sed -n '1s/[^0-9]*\([0-9]*\).*/\1/p')
    say "$(. /etc/os-release && echo "$PRETTY_NAME"), $(uname -m), $(python3 -V), systemd $systemd_version$([ -n "$is_pi" ] && echo ", a Raspberry Pi")"
}

# What is missing of the packages in firmware_config/packages.txt; "pi" lines only on a Pi, "display" only with a screen.
missing_packages() {
    while read -r where package _why; do
        case "$where" in "" | "#"*) continue ;; pi) [ -n "$is_pi" ] || continue ;; display) [ -n "$display" ] || continue ;; esac
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q "ok installed" && continue
        # libglib2.0-0 is called libglib2.0-0t64 on Trixie
        dpkg-query -W -f '${Status}\n' "${package}t64" 2>/dev/null | grep -q "ok installed" && continue
        echo "$package"
    done <"$here/firmware_config/packages.txt"
}

debian_packages() {
    missing=$(missing_packages)
    [ -n "$missing" ] || { say "all there"; return 0; }
    say "installing: $(echo "$missing" | tr '\n' ' ')"
    run apt-get -q update
    # shellcheck disable=SC2086 # a list
    run env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing
}

users_and_folders() {
    put 644 "$here/systemd/kiosk.sysusers" /etc/sysusers.d/kiosk.conf
    put 644 "$here/systemd/kiosk.tmpfiles" /etc/tmpfiles.d/kiosk.conf
    run systemd-sysusers
    # Groups of Raspberry Pi OS that a plain Debian lacks; without devices they give nothing.
    for group in video render input dialout spi gpio; do
        getent group $group >/dev/null || run groupadd --system $group
    done
    run install -d -m 755 $opt $opt/releases $etc
    # Desk and delivery share the ledger: new files belong to their group. Nobody else may look in.
    run install -d -m 2770 -o root -g kiosk-ledger $state
    run install -d -m 755 -o root -g root $state/plugins
    run install -d -m 2755 -o kiosk-delivery -g kiosk-ledger $state/datasets
    run install -d -m 2770 -o kiosk-delivery -g kiosk-ledger $state/registry
    run systemd-tmpfiles --create kiosk.conf
}

# A release is named by its version and by what is in it, so that installing the same again does nothing.
release_name() {
    version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$here/kiosk/__init__.py")
    print=$(cd "$here" && find kiosk plugins systemd firmware_config constraints.txt setup.cfg -type f ! -path '*/__pycache__/*' -exec sha256sum {} + | LC_ALL=C sort -k2 | sha256sum | cut -c1-8)
    echo "$version-$print"
}

python_environment() {
    if [ -f "$release/.complete" ]; then say "$release is there already"; return 0; fi
    say "making $release"
    [ -n "$dry" ] && { echo "    would make a virtual environment with the packages of constraints.txt"; return 0; }
    rm -rf "$release"
    # With the system's packages: picamera2, spidev and lgpio come from apt, built for this kernel.
    python3 -m venv --system-site-packages "$release"
    source_copy=$(mktemp -d)
    cp -r "$here/kiosk" "$here/plugins" "$here/setup.cfg" "$here/pyproject.toml" "$here/README.md" "$here/LICENSE" "$source_copy"
    index=""
    [ -z "$wheels" ] || index="--no-index --find-links $wheels"
    # shellcheck disable=SC2086 # options
    "$release/bin/python" -m pip install -q --disable-pip-version-check --no-warn-script-location $index -c "$here/constraints.txt" "$source_copy" ||
        stop "the Python packages could not be installed; check the network, or give a folder with --wheels. The kiosk that runs was not touched."
    # mfrc522 asks for RPi.GPIO, which fails on a Pi 5; rpi-lgpio takes its place, so its own list is not followed.
    # shellcheck disable=SC2086 # options
    "$release/bin/python" -m pip install -q --disable-pip-version-check --no-deps $index mfrc522==0.0.7 ||
        say "mfrc522 could not be installed: this kiosk reads no tags until it is"
    rm -rf "$source_copy"
    [ -n "$wheels" ] || sh "$here/setup-font.sh" "$release"
    if [ -n "$is_pi" ]; then
        "$release/bin/python" -c 'import RPi.GPIO, spidev' || say "RPi.GPIO (from rpi-lgpio) or spidev is missing: the tag reader stays off"
    fi
    touch "$release/.complete"
}

shipped_plugins() {
    [ -n "$dry" ] && { echo "    would copy plugins/ to $release/share/kiosk/plugins"; return 0; }
    install -d "$release/share/kiosk/plugins"
    for folder in "$here"/plugins/*/; do
        [ -f "$folder/plugin.toml" ] || continue
        name=$(basename "$folder")
        rm -rf "$release/share/kiosk/plugins/$name"
        cp -r "$folder" "$release/share/kiosk/plugins/$name"
        find "$release/share/kiosk/plugins/$name" -name __pycache__ -prune -exec rm -rf {} +
    done
    chmod -R u=rwX,go=rX "$release/share/kiosk/plugins"
    install -m 755 "$here/systemd/kiosk-screen" "$release/share/kiosk/kiosk-screen"
    # Its own installer stays with it: going back puts its own units back.
    rm -rf "$release/share/kiosk/source"
    install -d "$release/share/kiosk/source"
    cp -r "$here/install.sh" "$here/systemd" "$here/firmware_config" "$release/share/kiosk/source"
    install -m 755 "$here/systemd/kiosk-command" "$release/share/kiosk/kiosk-command"
}

first_settings() {
    if [ -f $etc/kiosk.toml ]; then
        say "$etc/kiosk.toml is kept"
    else
        put 644 "${settings:-$here/firmware_config/kiosk.toml}" $etc/kiosk.toml
    fi
    [ -n "$dry" ] || grep -q plugins_lock $etc/kiosk.toml || stop "$etc/kiosk.toml must name plugins_lock in [folders]; see firmware_config/kiosk.toml"
}

systemd_units() {
    for file in "$here"/systemd/kiosk*; do
        case "$file" in *.service | *.socket | *.path | *.timer | *.target) put 644 "$file" $units/"$(basename "$file")" ;; esac
    done
    if [ "$systemd_version" -ge 254 ]; then
        put 644 "$here/systemd/kiosk-.service.d/10-backoff.conf" $units/kiosk-.service.d/10-backoff.conf
    else
        say "systemd $systemd_version cannot lengthen pauses between restarts; they stay even"
    fi
    put 644 "$here/systemd/kiosk.journald" /etc/systemd/journald.conf.d/kiosk.conf
    # In the root of a card that is being made nothing runs that could be told.
    [ ! -d /run/systemd/system ] || run systemctl daemon-reload
}

firmware_files() {
    put 644 "$here/firmware_config/99-kiosk.rules" /etc/udev/rules.d/99-kiosk.rules
    put 644 "$here/firmware_config/networkmanager.conf" /etc/NetworkManager/conf.d/kiosk.conf
    put 644 "$here/firmware_config/chromium-policy.json" /etc/chromium/policies/managed/kiosk.json
    put 644 "$here/firmware_config/system-watchdog.conf" /etc/systemd/system.conf.d/kiosk.conf
    put 644 "$here/firmware_config/logind.conf" /etc/systemd/logind.conf.d/kiosk.conf
    if [ -n "$display" ]; then
        # No login prompt on any virtual terminal: the screen is the kiosk's, and the keyboard reaches nothing else.
        run systemctl mask --quiet getty@tty1.service autovt@.service
    fi
    [ -n "$is_pi" ] || { say "no Raspberry Pi: boot files are left alone"; return 0; }
    put 644 "$here/firmware_config/config.txt" $boot/kiosk.txt
    if ! grep -q '^include kiosk.txt' $boot/config.txt; then
        keep $boot/config.txt
        [ -n "$dry" ] || printf '\n[all]\ninclude kiosk.txt\n' >>$boot/config.txt
    fi
    for word in $(grep -v '^#' "$here/firmware_config/cmdline.txt"); do
        grep -qw -- "$word" $boot/cmdline.txt && continue
        keep $boot/cmdline.txt
        say "adding $word to $boot/cmdline.txt"
        [ -n "$dry" ] || sed -i "1s|\$| $word|" $boot/cmdline.txt
    done
    say "boot files changed: they count from the next start"
}

switch_over() {
    put 755 "$here/systemd/kiosk-command" /usr/local/bin/kiosk
    [ -n "$dry" ] && { echo "    would approve the shipped plugins, point $opt/current to $release, start kiosk.target"; return 0; }
    old=$(readlink $opt/current || true)
    # A link is replaced by renaming: there is never a moment without one.
    ln -sfn "$release" $opt/current.new && mv -T $opt/current.new $opt/current
    # Approvals of the shipped plugins go with the release; those of added plugins stay.
    names=$(cd "$release/share/kiosk/plugins" && ls)
    # shellcheck disable=SC2086 # a list
    KIOSK_SETTINGS=$etc/kiosk.toml "$release/bin/kiosk" plugin approve $names
    systemctl enable --quiet kiosk.target kiosk-trial.service kiosk-backup.timer kiosk-update.timer kiosk-dataset-sync.timer
    [ -z "$display" ] || systemctl enable --quiet kiosk-display.service
    [ -n "$start" ] || { say "not started (--no-start)"; return 0; }
    [ "$old" = "$release" ] || systemctl stop 'kiosk-plugin@*' kiosk-desk.service kiosk-capture.service kiosk-delivery.service 2>/dev/null || true
    # An update looks for itself whether all is well, and must not wait for a start that never succeeds.
    [ "$doing" != activate ] || { systemctl start --no-block kiosk.target; return 0; }
    systemctl start kiosk.target
    "$release/bin/kiosk" --settings $etc/kiosk.toml doctor || say "kiosk doctor found something to look at; see above"
}

uninstall() {
    say "taking the kiosk away; $state and $etc stay"
    run systemctl disable --now --quiet kiosk.target kiosk-trial.service kiosk-display.service kiosk-backup.timer kiosk-update.timer kiosk-dataset-sync.timer || true
    run systemctl stop 'kiosk-*' || true
    for file in "$units"/kiosk*; do [ -e "$file" ] && run rm -rf "$file"; done
    run systemctl unmask --quiet getty@tty1.service autovt@.service || true
    for file in /etc/sysusers.d/kiosk.conf /etc/tmpfiles.d/kiosk.conf /etc/systemd/journald.conf.d/kiosk.conf /etc/udev/rules.d/99-kiosk.rules \
        /etc/NetworkManager/conf.d/kiosk.conf /etc/chromium/policies/managed/kiosk.json /etc/systemd/logind.conf.d/kiosk.conf /etc/systemd/system.conf.d/kiosk.conf /usr/local/bin/kiosk; do
        run rm -f $file
    done
    # What was there before comes back.
    if [ -d $etc/replaced ]; then
        (cd $etc/replaced && find . -type f) | while read -r file; do run cp -p "$etc/replaced/$file" "/${file#./}"; done
        run rm -rf $etc/replaced
    fi
    run rm -f /boot/firmware/kiosk.txt
    run rm -rf $opt
    run systemctl daemon-reload
    say "done. To end with everything: rm -r $state $etc"
}

# Keep what stood there before, once.
keep() {
    [ -e "$1" ] && [ ! -e "$etc/replaced$1" ] || return 0
    run install -d "$etc/replaced$(dirname "$1")"
    run cp -p "$1" "$etc/replaced$1"
}

# Put a file in place unless it is there already.
put() {
    cmp -s "$2" "$3" && return 0
    say "writing $3"
    case "$3" in *kiosk*) ;; *) keep "$3" ;; esac
    [ -n "$dry" ] && return 0
    install -D -m "$1" "$2" "$3.new" && mv "$3.new" "$3"
}
