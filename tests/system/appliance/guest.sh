#!/bin/sh
# Process 1 of the guest: mounts its disks and does what the kernel's command line says, record or show.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=/opt/lib:/srv/tests PYTHONDONTWRITEBYTECODE=1
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /tmp
for each in kept control; do
    case $each in kept) disk=/dev/vdb ;; control) disk=/dev/vdc ;; esac
    mount -t ext4 $disk /mnt/$each || echo "unmountable $each"
done
record() { python3 /srv/tests/faults/recording.py "/mnt/$1/ledger.db" 100000 "$2" 2>&1 | sed -u "s/^/$1 /"; }
case " $(cat /proc/cmdline) " in
    *" kiosk.do=record "*)
        # Left open: closing would flush.
        exec 9<>/dev/vdd
        dd if=/srv/mark bs=4096 count=1 conv=sync oflag=direct >&9 2>/dev/null && echo marked
        record control NORMAL &
        record kept FULL
        ;;
    *)
        echo "mark $(head -c 6 /dev/vdd | tr '\0' '-')"
        for each in kept control; do python3 /srv/tests/system/appliance/guest_ledger.py "/mnt/$each/ledger.db" 2>&1 | sed -u "s/^/$each /"; done
        echo "shown"
        ;;
esac
sync
echo o >/proc/sysrq-trigger
sleep 60
