#!/usr/bin/env bash
# The units of Clients/systemd under a real systemd: a small Debian of its own is made, started in QEMU and asked. Not part of
# the gate. As root, with debootstrap, qemu-system-x86 and e2fsprogs; the first run loads some 200 MB of packages, and
# a run takes some twenty minutes, or few with ACCELERATOR=kvm.
#
#     Tests/System/run.sh RETORT [FOLDER]     a release binary; the folder (/tmp/retort-system) keeps the Debian between runs
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

binary=$(realpath -- "${1:?say which binary: Tests/System/run.sh RETORT [FOLDER]}")
folder=${2:-/tmp/retort-system}
guest=$folder/root
packages=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,libnotify-bin,cron,python3-dbusmock,linux-image-amd64,initramfs-tools

make_guest() {
    [ -e "$folder/made" ] && return
    mkdir -p "$folder"
    debootstrap --variant=minbase --include="$packages" bookworm "$guest"
    chroot "$guest" useradd --create-home --shell /bin/bash ana
    # Nothing but what is asked here is to happen in it.
    chroot "$guest" systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
        serial-getty@ttyS0.service
    echo 'LABEL=retort / ext4 defaults 0 1' >"$guest/etc/fstab"
    touch "$folder/made"
}

# What is to be looked at, as it is now.
fill_guest() {
    rm -rf "$guest/opt/retort"
    mkdir -p "$guest/opt/retort/Sources"
    cp -r Clients Protocol README.md "$guest/opt/retort"
    cp -r Sources/Packs "$guest/opt/retort/Sources"
    install -m 755 "$binary" "$guest/opt/retort/retort"
    install -m 755 Tests/System/guest.sh "$guest/opt/retort"
    cat >"$guest/etc/systemd/system/guest.service" <<END
[Unit]
After=multi-user.target systemd-user-sessions.service
[Service]
Type=oneshot
ExecStart=/opt/retort/guest.sh
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
# QEMU ends at it (-no-reboot). To power off does not work after a sleep.
ExecStopPost=+/bin/systemctl --no-block reboot
[Install]
WantedBy=graphical.target
END
    chroot "$guest" systemctl enable -q guest.service
    rm -f "$folder/disk"
    truncate -s 3G "$folder/disk"
    mke2fs -q -t ext4 -L retort -d "$guest" "$folder/disk"
}

start_guest() { # start_guest MOMENT STAGE: the machine's clock says so at its start
    printf '\n== %s: %s\n' "$2" "$1"
    timeout 1800 qemu-system-x86_64 -machine "q35,accel=${ACCELERATOR:-tcg}" -m 768 -smp 1 -nodefaults -display none -no-reboot \
        -rtc "base=$1,clock=host" -serial stdio -drive "file=$folder/disk,format=raw,if=virtio,cache=unsafe" \
        -kernel "$(echo "$guest"/boot/vmlinuz-*)" -initrd "$(echo "$guest"/boot/initrd.img-*)" \
        -append "root=LABEL=retort console=ttyS0 quiet no_timer_check panic=-1 systemd.show_status=false retort.stage=$2" </dev/null | tee "$folder/$2.log"
    grep -q '^all is well' <(tr -d '\r' <"$folder/$2.log")
}

make_guest
fill_guest
# 2026-11-23 is a Monday.
start_guest 2026-11-23T09:05:00 monday
# Off over a night and more, and on again when the reminder's time is past.
start_guest 2026-11-26T11:03:00 thursday
