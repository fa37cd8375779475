#!/bin/bash
# Runs in the guest, as root, who owns the clock. What `ana` does she does in a login session, which ends with each command.
set -u
exec 2>&1
fails=0

ana() { systemd-run --quiet --wait --pipe --uid=ana -p PAMName=login -p WorkingDirectory=/home/ana bash -lc "$*"; }
systemctl_ana() { ana systemctl --user "$@"; }

expect() { # expect WHAT PATTERN SECONDS COMMAND…: its output comes to match within that time
    local what=$1 pattern=$2 end=$((SECONDS + $3)) said
    shift 3
    while :; do
        said=$("$@" 2>&1)
        if grep -qE -- "$pattern" <<<"$said"; then
            echo "ok: $what"
            return
        fi
        [ "$SECONDS" -lt "$end" ] || break
        sleep 1
    done
    echo "NOT OK: $what; wanted $pattern, got:"
    printf '%s\n' "    ${said//$'\n'/$'\n'    }"
    fails=$((fails + 1))
}

clock() { date -u -s "$1" >/dev/null; }
main_pid() { systemctl_ana show -P MainPID retort.service; }
status_pid() { ana "retort status --json" | grep -oE '"pid": ?[0-9]+' | grep -oE '[0-9]+'; }
# How many notifications the desktop has shown.
shown() { grep -c ' Notify "Retort" 0 ' /home/ana/notifications; }
looks() { ana journalctl --user -b --no-pager -o cat -u retort-remind.service | grep -c '^Finished'; }
table() { systemctl_ana list-timers --all --no-pager; }
# What has come; her own files, and folders of systemd's own, apart.
left() {
    comm -13 /root/before /root/after |
        grep -vE '^\./(\.cache|\.local|\.local/share|\.local/state)(/retort(/.*)?)?$|^\./\.local/share/systemd(/timers)?$'
}
units() { systemctl_ana list-units --all --no-pager --no-legend "'retort*'"; systemctl_ana list-unit-files --no-pager --no-legend "'retort*'"; }

monday() {
    # Her desktop, which is there whenever she is.
    ana 'mkdir -p ~/.config/systemd/user/default.target.wants ~/.config/retort
cat >~/.config/systemd/user/desktop.service <<END
[Service]
ExecStart=/usr/bin/python3 -um dbusmock --session --template notification_daemon --parameters {\\"capabilities\\":\\"body\\sactions\\"}
StandardOutput=append:/home/ana/notifications
[Install]
WantedBy=default.target
END
systemctl --user daemon-reload; systemctl --user enable --now desktop.service
echo "{\"idleMinutes\": 1}" >~/.config/retort/settings.json'
    ana find . | sort >/root/before

    echo "-- installing"
    ana 'cd /opt/retort && ./Clients/install.sh --binary ./retort --with systemd'
    expect "she has it on her PATH" '^/home/ana/.local/bin/retort' 5 ana command -v retort
    expect "systemd is to listen from login on" '^enabled' 5 systemctl_ana is-enabled retort.socket
    expect "and listens" '^active' 5 systemctl_ana is-active retort.socket

    echo "-- the daemon, and its socket"
    ana retort stop
    expect "none runs" '^0$' 10 main_pid
    pid=$(status_pid)
    expect "the first command starts it, through systemd" "^${pid:-none}$" 10 main_pid
    expect "at systemd's socket" '^socket +/run/user/[0-9]+/retort/retort.sock' 5 ana retort status
    kill -KILL "$pid"
    expect "after a crash the next command starts it again" 'knows +[0-9]+ concepts' 10 ana retort status
    expect "through systemd" '^[1-9]' 5 main_pid
    expect "a minute without clients ends it" '^0$' 80 main_pid
    expect "and leaves the socket" '^active' 5 systemctl_ana is-active retort.socket
    expect "where the next command is answered" 'pluggable|blueprint' 10 ana retort what is a blueprint
    expect "and ended well" '^success' 5 systemctl_ana show -P Result retort.service

    echo "-- reminders"
    expect "systemd looks" 'systemd looks every ten minutes \(retort-remind.timer\)' 5 ana retort remind on
    expect "it is enabled" '^enabled' 5 systemctl_ana is-enabled retort-remind.timer
    expect "and is in the table" '09:[123]0.* retort-remind.timer' 5 table
    expect "she is told so" 'none before 9:30' 5 ana retort remind status
    expect "none has come" '^0$' 0 shown
    clock "2026-11-23 09:32:00"
    expect "in the morning it comes" '^1$' 150 shown
    grep ' Notify ' /home/ana/notifications
    expect "it is today's" "today's has been shown" 5 ana retort remind status
    clock "2026-11-23 09:42:30"
    expect "the timer looks again while it is shown" 'retort-remind' 5 table
    close_notification 1
    expect "its look ends with it" '^[1-9]' 60 looks
    clock "2026-11-23 10:02:30"
    expect "the timer looks again" '^([2-9]|1[0-9])' 150 looks
    expect "once a day is enough" '^1$' 0 shown
    suspend_over_half_past_nine
    ana journalctl --user -b --no-pager -p warning
}

# Takes a notification away, as a person does.
close_notification() {
    ana dbus-send --session --print-reply=literal --dest=org.freedesktop.Notifications /org/freedesktop/Notifications \
        org.freedesktop.Notifications.CloseNotification "uint32:$1"
}

suspend_over_half_past_nine() {
    grep -q mem /sys/power/state || { echo "-- this kernel does not sleep"; return; }
    echo "-- asleep while its time passes, on Wednesday"
    clock "2026-11-25 09:29:20"
    hwclock --systohc --utc
    expect "none yet" '^1$' 0 shown
    rtcwake -m mem -s 170
    date --utc
    expect "awake again it comes" '^2$' 150 shown
    close_notification 2
}

thursday() {
    echo "-- switched on at 11:03, when its time is past"
    expect "it comes without anybody's doing" '^[23]$' 200 shown
    date --utc
    close_notification 1
    expect "the timer is enabled still" '^enabled' 5 systemctl_ana is-enabled retort-remind.timer

    echo "-- reminders off"
    expect "off" 'reminders are off' 5 ana retort remind off
    expect "nothing looks any more" '^0 timers|^$' 5 table
    expect "not after a login either" '^disabled' 5 systemctl_ana is-enabled retort-remind.timer

    echo "-- uninstalling, with all of it switched on"
    ana retort remind on
    ana retort status
    # As she may do it by hand: systemctl makes links that the installer knows nothing of.
    ana 'rm ~/.config/systemd/user/sockets.target.wants/retort.socket; systemctl --user enable --now retort.socket; rm ~/.config/retort/reminders.json'
    ana 'cd /opt/retort && ./Clients/install.sh --uninstall' | grep -v '/lib/retort/'
    expect "no unit is left" '^$' 10 units
    expect "no process" '^$' 10 pgrep -f bin/retort
    ana find . | sort >/root/after
    expect "no file but her own" '^$' 0 left
}

stage=$(sed -E 's/.*retort\.stage=([a-z]+).*/\1/' /proc/cmdline)
loginctl enable-linger ana
echo "-- $stage: $(date), $(systemd-detect-virt), $(systemctl --version | head -n 1)"
"$stage"
if [ "$fails" = 0 ]; then
    echo "all is well"
else
    echo "$fails things are not"
    journalctl --no-pager -b -o short-precise | grep -i retort | tail -n 80
fi
sync
