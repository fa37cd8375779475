"""Reminders, shown by a real notification daemon on a real session bus. The clock is moved by RETORT_NOW."""
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest

from conftest import CLIENTS, wait_for
from desktop import Desktop, Screen
from editor import Editor
from home import BINARY, FLASK, TEA

# 2026-11-23 is a Monday.
TEN = "2026-11-23T10:00:00Z"
ONE = [("Retort", "1 minute of questions", "Whenever it suits you today.")]
# Keeps a crontab in a file, for this home only.
CRONTAB = """#!/bin/sh
table=$HOME/crontab
case ${1--} in
    -l) [ -f "$table" ] || { echo "no crontab for you" >&2; exit 1; }; cat "$table" ;;
    -r) rm "$table" ;;
    *) cp "$1" "$table" ;;
esac
"""


def at(time):
    return f"2026-11-23T{time}:00Z" if len(time) == 5 else time


@pytest.fixture(scope="module")
def screen():
    screen = Screen()
    yield screen
    screen.close()


@pytest.fixture
def desktop(screen, home):
    desktop = Desktop(screen)
    live_on(home, desktop)
    yield desktop
    desktop.close()


def live_on(home, desktop):
    program(home, "crontab", CRONTAB)
    home.desktop = desktop
    home.env["RETORT_PACKS"] = TEA
    home.env.update({name: desktop.env[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")})


def program(home, name, text):
    (home.path / "bin" / name).write_text(text)
    (home.path / "bin" / name).chmod(0o755)


def on(home, *words, now="08:00"):
    return home.run("remind", "on", *words, env={"RETORT_NOW": at(now)})


def why(home, now, **env):
    """What came of a check at that time. What it shows is closed at once."""
    check = subprocess.Popen(
        [BINARY, "remind", "check", "--why", "--stay", "1" if home.desktop.closes else "60"],
        env={**home.env, "RETORT_NOW": at(now), **env}, stdout=subprocess.PIPE, text=True)
    while check.poll() is None:
        if not home.desktop.closes and home.desktop.displayed():
            home.desktop.ask("dunstctl", "close-all")
        time.sleep(0.01)
    assert check.returncode == 0
    return check.communicate()[0].strip()


class Check:
    """A check that shows a notification and waits for a choice."""

    def __init__(self, home, desktop, now="10:00", *words, **env):
        self.process = subprocess.Popen(
            [BINARY, "remind", "check", "--why", *words], env={**home.env, "RETORT_NOW": at(now), **env},
            stdout=subprocess.PIPE, text=True)
        if desktop:
            wait_for(lambda: desktop.displayed() == 1)

    def end(self):
        return self.process.communicate(timeout=60)[0].strip()


def stop(home):
    home.run("stop")
    wait_for(lambda: home.pid() is None)


def answer(home, now, card="tea/steeping/two-things", milliseconds=1000):
    home.call("review/grade", {"card": card, "grade": 3, "milliseconds": milliseconds}, env={"RETORT_NOW": at(now)})


def settings(home):
    return json.loads((home.path / ".config/retort/reminders.json").read_text())


def state(home):
    file = home.state / "reminder.json"
    return json.loads(file.read_text()) if file.exists() else {}


# MARK: When one comes, and when none

TABLE = {
    # name: (words of `remind on`, when, what stands against it)
    "a minute before the window": ([], "09:29", "none before 9:30"),
    "as the window opens": ([], "09:30", None),
    "in the window's last minute": ([], "17:59", None),
    "as the window closes": ([], "18:00", "none after 18:00"),
    "in the night": ([], "03:00", "none on a Sunday"),
    "on a Sunday": ([], "2026-11-22T10:00:00Z", "none on a Sunday"),
    "on a Sunday when it may": (["--days", "daily"], "2026-11-22T10:00:00Z", None),
    "on another day than named": (["--days", "tue,Friday"], "10:00", "none on a Monday"),
    "on a named day": (["--days", "tue,mon"], "10:00", None),
    "past midnight in a night owl's window": (["--at", "22:00-1:30", "--days", "mon"], "2026-11-24T01:29:00Z", None),
    "after a night owl's window": (
        ["--at", "22-1:30", "--days", "mon"], "2026-11-24T01:30:00Z", "none after 1:30"),
}


@pytest.mark.parametrize("case", TABLE)
def test_the_clock_and_the_window(home, desktop, case):
    words, now, obstacle = TABLE[case]
    on(home, *words)
    assert why(home, now) == (obstacle or "shown")
    assert desktop.shown() == ([] if obstacle else ONE)
    # Whoever comes at the wrong time wakes nobody up.
    assert (home.pid() is None) == (obstacle is not None)


def test_off_until_asked(home, desktop):
    assert why(home, TEN) == "reminders are off; retort remind on switches them on"
    assert desktop.shown() == [] and home.pid() is None
    assert "reminders off" in home.run("status")


def test_a_check_at_the_wrong_time_takes_milliseconds(home):
    program(home, "crontab", CRONTAB)
    on(home)
    times = []
    for _ in range(9):
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert home.run("remind", "check", "--why", env={"RETORT_NOW": at("09:00")}) == "none before 9:30\n"
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)
    # Far above what it takes (2 ms); of the processor's time, since a busy machine has others to look after.
    assert sorted(times)[4] < 0.1
    assert home.pid() is None


def test_asleep_at_half_past_nine_and_awake_at_eleven(home, desktop):
    on(home)
    assert why(home, "09:20") == "none before 9:30"
    # What was missed is made up for once, not each missed time.
    assert why(home, "11:00") == "shown"
    assert why(home, "11:00") == why(home, "11:10") == "today's has been shown"
    assert desktop.shown() == ONE


def test_one_a_day_and_the_next_one_on_the_next_day(home, desktop):
    on(home)
    assert why(home, "10:00") == "shown"
    assert why(home, "17:00") == "today's has been shown"
    assert why(home, "2026-11-24T09:30:00Z") == "shown"
    assert desktop.shown() == ONE * 2


def test_the_day_of_a_window_is_the_persons_own(home, desktop):
    home.env["TZ"] = "Asia/Tokyo"
    on(home)
    # 9:29 and 9:30 on Monday in Tokyo.
    assert why(home, "2026-11-23T00:29:00Z") == "none before 9:30"
    assert why(home, "2026-11-23T00:30:00Z") == "shown"
    assert desktop.shown() == ONE


def test_done_for_today(home, desktop):
    on(home)
    answer(home, "09:40", milliseconds=120_000)
    assert why(home, TEN) == "today's minutes are done"
    # Until tomorrow the daemon need not be started for that answer again.
    stop(home)
    assert why(home, "10:10") == "nothing is to do now"
    assert home.pid() is None
    assert desktop.shown() == []
    assert why(home, "2026-11-24T10:00:00Z") == "shown"


def test_nothing_due(home, desktop):
    on(home)
    home.call("settings/set", {"name": "newPerDay", "value": 0}, env={"RETORT_NOW": at("08:00")})
    assert why(home, TEN) == "nothing is to do now"
    stop(home)
    assert why(home, "10:10") == "nothing is to do now" and home.pid() is None
    # What comes up meanwhile counts, whoever tells of it.
    home.call("settings/set", {"name": "newPerDay", "value": 1}, env={"RETORT_NOW": at("10:20")})
    wait_for(lambda: (home.state / "status").exists() and (home.state / "status").read_text())
    assert why(home, "10:30") == "shown"
    assert desktop.shown() == ONE


def test_what_comes_while_no_daemon_runs_is_not_missed_today(home, desktop):
    packs = home.path / "packs"
    shutil.copytree(TEA, packs)
    home.env["RETORT_PACKS"] = str(packs)
    on(home)
    home.call("settings/set", {"name": "newPerDay", "value": 100}, env={"RETORT_NOW": at("09:00")})
    for concept in ("tea/steeping", "tea/green-tea"):
        for card in home.call("concept/show", {"id": concept})["cards"]:
            home.call("review/grade", {"card": card, "grade": 4, "milliseconds": 1000}, env={"RETORT_NOW": at("09:40")})
    assert why(home, TEN) == "nothing is to do now"
    stop(home)
    assert why(home, "10:10") == "nothing is to do now" and home.pid() is None
    # As git or a synchronising program leaves it: with the time of where it was made.
    shutil.copytree(f"{TEA}/tea", packs / "more")
    for path in (packs / "more").rglob("*"):
        os.utime(path, (0, 0))
    assert why(home, "10:20") == "shown"
    assert desktop.shown() == ONE


def test_what_becomes_due_later_that_day_is_reminded_of_then(home, desktop):
    on(home)
    home.call("settings/set", {"name": "newPerDay", "value": 1}, env={"RETORT_NOW": at("09:40")})
    answer(home, "09:55")
    assert why(home, "10:02") == "nothing is to do now"
    assert state(home)["idleUntil"] == "2026-11-23T10:05:00Z"
    stop(home)
    assert why(home, "10:04") == "nothing is to do now" and home.pid() is None
    assert why(home, "10:05") == "shown"
    assert desktop.shown() == ONE


def test_paused(home, desktop):
    on(home)
    home.run("pause", "3", env={"RETORT_NOW": at("08:00")})
    assert why(home, TEN) == "reviews are paused; retort resume goes on"
    home.run("resume", env={"RETORT_NOW": at("10:01")})
    wait_for(lambda: (home.state / "status").exists() and (home.state / "status").read_text())
    assert why(home, "10:10") == "shown"
    assert desktop.shown() == ONE


def test_never_more_than_the_days_budget(home, desktop):
    """A backlog of a hundred cards is two minutes."""
    home.env["RETORT_PACKS"] = FLASK
    on(home)
    client_now = {"RETORT_NOW": "2026-10-01T10:00:00Z"}
    home.run("due", env=client_now)
    client = home.connect()
    client.ask("session/open", {"now": client_now["RETORT_NOW"]})
    seen = []
    for _ in range(100):
        card = client.ask("quiz/next", {"exclude": seen, "minutes": 600, "new": 1000})["result"]["question"]["card"]
        client.ask("review/grade", {"card": card, "grade": 1, "milliseconds": 4000})
        seen.append(card)
    client.close()
    due = home.call("review/due", env={"RETORT_NOW": TEN})
    assert due["backlog"] >= 90 and due["minutes"] == 2
    assert why(home, TEN) == "shown"
    (shown,) = desktop.shown()
    assert shown == ("Retort", "2 minutes of questions", "Whenever it suits you today.")
    assert [int(number) for number in re.findall(r"\d+", " ".join(shown))] == [2]


def test_just_typed(home, desktop, shop):
    on(home)
    editor = Editor(home, root=shop, env={"RETORT_NOW": at("09:56")})
    uri = (shop / "app.py").as_uri()
    editor.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": "x = 1\n"}})
    change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": "x = 2\n"}]}
    editor.tell("textDocument/didChange", change)
    editor.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
    busy = "it waits until nobody has typed or answered for five minutes"
    assert why(home, "10:00") == busy
    assert desktop.shown() == []
    assert home.json("remind", "status", env={"RETORT_NOW": at("10:00")})["obstacle"] == "busy"
    assert why(home, "10:01") == "shown"
    assert desktop.shown() == ONE
    editor.leave()


def test_just_graded(home, desktop):
    on(home)
    answer(home, "09:56")
    assert why(home, "10:00") == "it waits until nobody has typed or answered for five minutes"
    # Known to the next daemon, too.
    stop(home)
    assert why(home, "2026-11-23T10:00:59Z") == "it waits until nobody has typed or answered for five minutes"
    assert why(home, "10:01") == "shown"
    assert len(desktop.shown()) == 1


def test_the_daemon_has_gone(home, desktop):
    on(home)
    home.run("due", env={"RETORT_NOW": at("08:00")})
    before = home.pid()
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: home.pid() is None or not pathlib.Path(f"/proc/{before}").exists())
    assert why(home, TEN) == "shown"
    assert desktop.shown() == ONE
    assert home.pid() not in (None, before)


# MARK: Do not disturb

def test_not_while_dunst_is_paused(home, desktop):
    on(home)
    desktop.ask("dunstctl", "set-paused", "true")
    assert why(home, TEN) == "notifications are silenced or the screen is locked"
    desktop.ask("dunstctl", "set-paused", "false")
    assert desktop.shown() == []
    assert why(home, "10:10") == "shown"
    assert desktop.shown() == ONE


def test_not_while_the_service_says_that_it_is_inhibited(home, screen):
    """As KDE does: a property of the notification service itself."""
    desktop = Desktop(screen, shows=False)
    try:
        live_on(home, desktop)
        desktop.serve("org.freedesktop.Notifications", "body", "Inhibited")
        on(home)
        assert why(home, TEN) == "notifications are silenced or the screen is locked"
    finally:
        desktop.close()


@pytest.mark.parametrize("name", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_not_while_the_screen_is_locked(home, desktop, name):
    on(home)
    lock = desktop.serve(name, "", "GetActive")
    assert why(home, TEN) == "notifications are silenced or the screen is locked"
    lock.terminate()
    lock.wait(60)
    assert desktop.shown() == []
    assert why(home, "10:10") == "shown"


def test_not_while_gnome_shows_no_banners(home, desktop):
    program(home, "gsettings", '#!/bin/sh\n[ "$*" = "get org.gnome.desktop.notifications show-banners" ] && cat "$HOME/banners"\n')
    (home.path / "banners").write_text("false\n")
    on(home)
    assert why(home, TEN) == "notifications are silenced or the screen is locked"
    (home.path / "banners").write_text("true\n")
    assert why(home, "10:10") == "shown"
    assert desktop.shown() == ONE


# MARK: What cannot be shown

def journal(home):
    return [line.split(" ", 2)[2] for line in (home.state / "journal").read_text().splitlines() if "reminders: " in line]


def test_without_a_bus_it_does_not_count_as_shown_and_is_told_once(home, desktop):
    on(home)
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={home.path}/nowhere"}
    told = "no notification could be shown: Could not connect: No such file or directory"
    assert why(home, "10:00", **nowhere) == told
    assert why(home, "10:10", **nowhere) == told
    assert journal(home) == ["reminders: " + told]
    assert "shown" not in state(home)
    assert why(home, "10:20") == "shown"
    assert desktop.shown() == ONE
    # When it goes wrong again after it went well, that is news.
    assert why(home, "2026-11-24T10:20:00Z", **nowhere) == told
    assert journal(home) == ["reminders: " + told] * 2


def bare(home, *names):
    """A PATH that holds only these."""
    folder = home.path / "bare"
    folder.mkdir(exist_ok=True)
    for name in names:
        found = home.path / "bin" / name
        (folder / name).symlink_to(found if found.exists() else f"/usr/bin/{name}")
    return str(folder)


def test_without_notify_send(home, desktop):
    on(home)
    told = "cannot start notify-send: No such file or directory; it comes with libnotify"
    path = bare(home, "dbus-send")
    assert why(home, "10:00", PATH=path) == why(home, "10:10", PATH=path) == told
    assert journal(home) == ["reminders: " + told]
    assert why(home, "10:20") == "shown"
    assert desktop.shown() == ONE


def test_a_bus_without_a_notification_service(home, screen):
    desktop = Desktop(screen, shows=False)
    try:
        live_on(home, desktop)
        # On a bus that starts nothing by its name.
        address = f"unix:path={desktop.folder}/bare-bus"
        (desktop.folder / "bus.conf").write_text(
            f"<busconfig><type>session</type><listen>{address}</listen><policy context='default'><allow send_destination='*'/><allow receive_sender='*'/>"
            "<allow own='*'/></policy></busconfig>")
        desktop.start(["dbus-daemon", "--nofork", f"--config-file={desktop.folder}/bus.conf", "--print-address=1"])
        home.env["DBUS_SESSION_BUS_ADDRESS"] = address
        on(home)
        assert why(home, TEN) == (
            "no notification could be shown: GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: "
            "The name org.freedesktop.Notifications was not provided by any .service files")
        assert "shown" not in state(home)
    finally:
        desktop.close()


def test_a_desktop_without_buttons_shows_how_to_begin(home, screen):
    desktop = Desktop(screen, shows=False)
    try:
        live_on(home, desktop)
        service = desktop.serve("org.freedesktop.Notifications", "body")
        on(home)
        assert why(home, TEN) == "shown"
        assert "shown" in state(home)
        # The second one takes the place of the first.
        assert [service.stdout.readline() for _ in range(2)] == [
            "Notify ('', '1 minute of questions', 'Whenever it suits you today.')\n",
            "Notify ('', '1 minute of questions', 'Whenever it suits you today: retort quiz')\n"]
    finally:
        desktop.close()


def test_a_notify_send_without_actions_shows_how_to_begin(home, desktop):
    program(
        home, "notify-send",
        '#!/bin/sh\ncase " $* " in *" -A "*) echo "Unknown option -A" >&2; exit 1 ;; esac\nexec /usr/bin/notify-send "$@"\n')
    on(home)
    assert why(home, TEN) == "shown"
    assert desktop.shown() == [("Retort", "1 minute of questions", "Whenever it suits you today: retort quiz")]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"shown": 7, "later": "soon", "skipped": "2026-99-99"}', None])
def test_a_lost_state_does_no_harm(home, desktop, damage):
    on(home)
    home.state.mkdir(parents=True, exist_ok=True)
    if damage is None:
        (home.state / "reminder.json").unlink(missing_ok=True)
    else:
        (home.state / "reminder.json").write_text(damage)
    assert why(home, TEN) == "shown"
    assert why(home, "10:10") == "today's has been shown"
    assert desktop.shown() == ONE


@pytest.mark.parametrize("written", [
    {"shown": "2027-01-01"}, {"later": "2027-01-01T00:00:00Z"}, {"idleUntil": "2027-01-01T00:00:00Z"}])
def test_what_a_wrong_clock_has_written_does_not_hold_it_up(home, desktop, written):
    on(home)
    (home.state / "reminder.json").write_text(json.dumps(written))
    assert why(home, TEN) == "shown"
    assert desktop.shown() == ONE


def test_settings_that_are_not_understood_are_named_and_kept(home, desktop):
    file = home.path / ".config/retort/reminders.json"
    file.parent.mkdir(parents=True)
    for text, words in [
        ("{", "is not JSON at byte 1: "), ('{"at": "late"}', ': at must be like "9:30-18:00", not "late"'),
        ('{"at": "18:00-9:30"}', ': at must be like "9:30-18:00", not "18:00-9:30"'),
        ('{"days": "someday"}', ': days must be like "weekdays" or "mon,wed", not "someday"'),
        ('{"every": 0}', ": every must be a whole number from 1 to 365, not 0"),
    ]:
        file.write_text(text)
        for _ in range(2):
            assert f"{file}{' ' if text == '{' else ''}{words}" in why(home, TEN)
        assert home.run("remind", "check") == "", "cron would send mail"
        assert len(journal(home)) == 1, "and the journal is told once"
        (home.state / "journal").unlink()
        for deed in ("on", "status", "snooze"):
            done = home.start("remind", deed, env={"RETORT_NOW": TEN})
            assert done.returncode == 1 and f"{file}{' ' if text == '{' else ''}{words}" in done.stderr, done
        assert file.read_text() == text
    assert desktop.shown() == []


# MARK: What is chosen

def test_later_is_an_hour(home, desktop):
    on(home)
    check = Check(home, desktop)
    desktop.choose("Later")
    assert check.end() == "shown; chosen: Later"
    assert state(home) == {"shown": "2026-11-23", "later": "2026-11-23T11:00:00Z"}
    assert why(home, "10:59") == "put off until 11:00"
    assert why(home, "11:00") == "shown"
    assert why(home, "11:10") == "today's has been shown"
    assert desktop.shown() == ONE * 2


def test_later_than_the_window_is_tomorrow(home, desktop):
    on(home, "--every", "4")
    check = Check(home, desktop, "17:30")
    desktop.choose("Later")
    check.end()
    assert why(home, "18:30") == "none after 18:00"
    assert why(home, "2026-11-24T09:30:00Z") == "shown"


def test_skip_today(home, desktop):
    on(home)
    check = Check(home, desktop)
    desktop.choose("Skip today")
    assert check.end() == "shown; chosen: Skip today"
    assert why(home, "11:00") == why(home, "17:00") == "today is skipped"
    assert why(home, "2026-11-24T09:30:00Z") == "shown"


def test_less_often_and_back(home, desktop):
    on(home, "--days", "daily")
    check = Check(home, desktop)
    desktop.choose("Less often")
    assert check.end() == "shown; chosen: Less often"
    assert settings(home) == {"at": "9:30-18:00", "days": "daily", "every": 2}
    assert why(home, "11:00") == "today's has been shown"
    assert why(home, "2026-11-24T10:00:00Z") == "the next one comes on 2026-11-25 at the earliest"
    for day, every in [(25, 4), (29, 7)]:
        check = Check(home, desktop, f"2026-11-{day}T10:00:00Z")
        desktop.choose("Less often")
        check.end()
        assert settings(home)["every"] == every
    assert why(home, "2026-12-05T10:00:00Z") == "the next one comes on 2026-12-06 at the earliest"
    assert "one in 7 days at most" in home.run("status")
    # Back, with the rest as it was.
    on(home)
    assert settings(home) == {"at": "9:30-18:00", "days": "daily", "every": 1}
    assert why(home, "2026-12-05T10:00:00Z") == "shown"
    assert desktop.shown() == ONE * 4


TERMINAL = """#!/bin/sh
printf '%s\\n' "$0" "$@" >"$HOME/opened.new"
mv "$HOME/opened.new" "$HOME/opened"
shift
exec "$@" </dev/null >"$HOME/window" 2>&1
"""


def test_two_minutes_now_opens_the_persons_terminal_with_a_quiz(home, desktop):
    program(home, "my-terminal", TERMINAL)
    program(home, "xdg-terminal-exec", "#!/bin/sh\nexit 3\n")
    on(home)
    check = Check(home, desktop, TERMINAL="my-terminal")
    desktop.choose("Two minutes now")
    assert check.end() == "shown; chosen: Two minutes now"
    opened = wait_for(lambda: (home.path / "opened").exists() and (home.path / "opened").read_text().splitlines())
    assert opened[0].endswith("/bin/my-terminal") and opened[1:3] == ["-e", "sh"] and opened[-3:] == ["quiz", "--minutes", "2"]
    # The real quiz ran in it.
    window = wait_for(lambda: (home.path / "window").exists() and "closes this window" in (home.path / "window").read_text()
                      and (home.path / "window").read_text())
    assert "Question 1, about 2 min left" in window
    assert why(home, "11:00") == "today's has been shown"
    assert desktop.shown() == ONE


def test_a_terminal_that_fails_leaves_it_to_the_next(home, desktop):
    program(home, "my-terminal", "#!/bin/sh\nexit 1\n")
    program(home, "xdg-terminal-exec", TERMINAL.replace("shift\n", ""))
    on(home)
    check = Check(home, desktop, TERMINAL="my-terminal")
    desktop.choose("Two minutes now")
    check.end()
    opened = wait_for(lambda: (home.path / "opened").exists() and (home.path / "opened").read_text().splitlines())
    assert opened[0].endswith("/bin/xdg-terminal-exec") and opened[1:3] == ["sh", "-c"]


def test_without_a_terminal_it_says_so_kindly(home, desktop):
    on(home)
    # No terminal of the machine that the tests run on.
    check = Check(home, desktop, PATH=bare(home, "notify-send", "dbus-send", "sh"))
    desktop.choose("Two minutes now")
    assert check.end() == "shown; chosen: Two minutes now"
    assert desktop.shown() == ONE + [("Retort", "No terminal was found", "Open one and type: retort quiz")]


def test_dismissed_and_expired_count_as_shown(home, desktop):
    on(home)
    check = Check(home, desktop)
    desktop.ask("dunstctl", "close")
    assert check.end() == "shown"
    assert why(home, "11:00") == "today's has been shown"
    begin = time.monotonic()
    # Nobody looks meanwhile: a busy machine may take longer for that than it stays.
    check = Check(home, None, "2026-11-24T10:00:00Z", "--stay", "1")
    assert check.end() == "shown"
    assert time.monotonic() - begin > 0.9
    assert desktop.displayed() == 0
    assert desktop.shown() == ONE * 2


def test_a_desktop_that_never_ends_a_notification_is_told_to(home, screen):
    desktop = Desktop(screen, shows=False)
    try:
        live_on(home, desktop)
        service = desktop.serve("org.freedesktop.Notifications", "body actions")
        on(home)
        begin = time.monotonic()
        assert why(home, TEN) == "shown"
        assert time.monotonic() - begin > 2
        assert [service.stdout.readline() for _ in range(2)] == [
            "Notify ('', '1 minute of questions', 'Whenever it suits you today.')\n", "CloseNotification (7,)\n"]
        assert not waiting(home)
    finally:
        desktop.close()


def waiting(home):
    """Processes of this home that are called notify-send."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "comm").read_text() == "notify-send\n":
                if f"HOME={home.path}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_check_that_is_ended_while_it_waits_has_shown_it(home, desktop, number):
    on(home)
    check = Check(home, desktop)
    wait_for(lambda: state(home).get("shown"))
    check.process.send_signal(number)
    check.process.wait(60)
    assert why(home, "10:10") == "today's has been shown"
    # The lock went with it.
    assert why(home, "2026-11-24T10:00:00Z") == "shown"
    assert desktop.shown() == ONE * 2
    assert wait_for(lambda: not waiting(home))


def test_two_checks_at_once_show_one(home, desktop):
    on(home)
    home.run("due", env={"RETORT_NOW": at("08:00")})
    checks = [Check(home, None, "10:00") for _ in range(5)]
    wait_for(lambda: desktop.displayed() == 1)
    wait_for(lambda: sum(check.process.poll() is None for check in checks) == 1)
    assert desktop.displayed() == 1
    desktop.ask("dunstctl", "close")
    outcomes = sorted(check.end() for check in checks)
    assert outcomes.count("shown") == 1
    assert set(outcomes) <= {"shown", "another check is showing it", "today's has been shown"}
    assert desktop.shown() == ONE


# MARK: on, off, status, snooze

def test_snooze(home, desktop):
    assert home.run("remind", "snooze", status=1) == "reminders are off; retort remind on switches them on\n"
    on(home)
    assert home.run("remind", "snooze", env={"RETORT_NOW": at("09:45")}) == "put off until 10:45\n"
    assert why(home, "10:44") == "put off until 10:45"
    assert why(home, "10:45") == "shown"
    assert desktop.shown() == ONE


def test_status_says_what_holds_and_shows_nothing(home, desktop):
    on(home, "--at", "8-12", "--days", "mon,wed,fri", "--every", "2")

    def status(now):
        return home.run("remind", "status", env={"RETORT_NOW": at(now)}).splitlines()

    head = "reminders are on: 8:00-12:00 on monday, wednesday and friday, one in 2 days at most"
    assert status("07:00") == [head, "cron looks every ten minutes", "now: none before 8:00"]
    assert home.pid() is None
    assert status("09:00") == [head, "cron looks every ten minutes", "now: one comes at the next look"]
    assert home.json("remind", "status", env={"RETORT_NOW": at("13:00")}) == {
        "on": True, "at": "8:00-12:00", "days": "monday,wednesday,friday", "every": 2, "by": "cron", "obstacle": "tooLate",
        "sentence": "none after 12:00"}
    assert "reminders 8:00-12:00 on monday, wednesday and friday, one in 2 days at most\n" in home.run("status")
    home.run("remind", "off")
    assert status("09:00") == ["reminders are off; retort remind on switches them on"]
    assert home.json("remind", "status")["on"] is False
    assert desktop.shown() == []


@pytest.mark.parametrize("words, sentence", [
    (["on", "--at", "18:00-9:30"], "--at must be like 9:30-18:00"), (["on", "--at", "9:30"], "--at must be like"),
    (["on", "--at", "25-26"], "--at must be like"), (["on", "--at", "9:60-10"], "--at must be like"),
    (["on", "--at", "3:00-5:00"], "--at must be like"), (["on", "--days", "someday"], "--days must be weekdays"),
    (["on", "--days", "t"], "--days must be weekdays"), (["on", "--every", "0"], "--every must be a whole number"),
    (["never"], "there is no retort remind never; say retort remind on, or off, or status, or snooze"),
    ([], "say retort remind on, or off, or status, or snooze"), (["on", "9-10"], 'takes no words, only options; found "9-10"'),
])
def test_wrong_words_are_named_and_change_nothing(home, words, sentence):
    done = home.start("remind", *words)
    assert done.returncode == 2 and sentence in done.stderr
    assert not (home.path / ".config").exists()


def files(home):
    return sorted(str(path.relative_to(home.path)) for path in home.path.rglob("*") if path.is_file() and "bin" not in path.parts)


def test_off_takes_back_what_on_has_set_up(home):
    program(home, "crontab", CRONTAB)
    (home.path / "crontab").write_text("# mine\n5 4 * * * echo 50\\%   # retort reminds me of tea\n")
    before = files(home)
    table = (home.path / "crontab").read_text()
    assert on(home) == "reminders are on: 9:30-18:00 on weekdays, one a day at most\ncron looks every ten minutes\n"
    on(home, "--at", "9-10")
    lines = (home.path / "crontab").read_text().splitlines()
    assert "\n".join(lines[:2]) + "\n" == table
    assert lines[2:] == [
        f"*/10 * * * * RETORT_PACKS='{home.env['RETORT_PACKS']}' '{os.path.realpath(BINARY)}' remind check # retort remind"]
    assert home.run("remind", "off") == "reminders are off\n"
    assert (home.path / "crontab").read_text() == table
    assert files(home) == before
    (home.path / "crontab").unlink()
    on(home)
    home.run("remind", "off")
    assert not (home.path / "crontab").exists(), "there was none"
    assert home.run("remind", "off") == "reminders are off\n"


def test_a_table_that_cron_does_not_show_is_not_replaced(home):
    program(home, "crontab", '#!/bin/sh\n[ "$1" = -l ] || touch "$HOME/written"\necho "cannot read it: Permission denied" >&2; exit 1\n')
    assert "your prompt looks" in on(home)
    home.run("remind", "off")
    assert not (home.path / "written").exists()


def test_the_cron_line_does_what_it_says(home, desktop):
    """As cron runs it: by sh, with next to nothing in the environment."""
    home.env["XDG_RUNTIME_DIR"] = desktop.env["XDG_RUNTIME_DIR"]
    home.env["XDG_CONFIG_HOME"] = f"{home.path}/it's 100% odd"
    on(home, "--at", "4:00-3:59", "--days", "daily")
    stop(home)
    (line,) = (home.path / "crontab").read_text().splitlines()
    command = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(
        ["sh", "-c", command.replace("remind check", "remind check --why --stay 1")],
        env={"HOME": str(home.path), "PATH": "/usr/bin:/bin", "TZ": "UTC", "RETORT_NOW": TEN}, capture_output=True, text=True,
        timeout=60)
    assert (done.stdout, done.stderr) == ("shown\n", "")
    assert desktop.shown() == ONE


def test_the_real_cron_takes_the_line_and_gives_it_back(home):
    """In a mount namespace of its own, so that nobody's crontab is touched."""
    script = (
        "set -e; mount -t tmpfs tmpfs /var/spool/cron; mkdir -m 1730 /var/spool/cron/crontabs\n"
        '"$0" remind on; crontab -l; "$0" remind off; if crontab -l 2>/dev/null; then echo left; fi\n'
        'echo "1 2 3 4 5 true # mine" | crontab -; "$0" remind on; "$0" remind off; crontab -l\n')
    words = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", "/var/spool/cron"], capture_output=True).returncode:
        pytest.skip("no mount namespace can be made here; the other tests use a crontab of their own")
    done = subprocess.run([*words, "sh", "-c", script, BINARY], env=home.env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    heading = "reminders are on: 9:30-18:00 on weekdays, one a day at most\ncron looks every ten minutes\n"
    line = f"*/10 * * * * RETORT_PACKS='{home.env['RETORT_PACKS']}' '{os.path.realpath(BINARY)}' remind check # retort remind\n"
    assert done.stdout == (
        heading + line + "reminders are off\n" + heading + "reminders are off\n" + "1 2 3 4 5 true # mine\n")


SYSTEMCTL = """#!/bin/sh
echo "$*" >>"$HOME/systemctl"
case "$2" in
    enable) [ -f "$HOME/unit" ] && touch "$HOME/enabled" ;;
    disable) rm "$HOME/enabled" ;;
    is-enabled) [ -f "$HOME/enabled" ] ;;
esac
"""


def test_with_systemd_the_timer_is_wound_up_and_stopped(home):
    program(home, "crontab", CRONTAB)
    program(home, "systemctl", SYSTEMCTL)
    runtime = home.path / "run"
    (runtime / "systemd").mkdir(parents=True)
    home.env["XDG_RUNTIME_DIR"] = str(runtime)
    # The units are not installed: cron does it meanwhile, and it says what would be better.
    assert on(home).splitlines()[1:] == [
        "cron looks every ten minutes",
        f"systemd runs here ({runtime}/systemd) but does not know retort-remind.timer: Clients/install.sh installs it, "
        "then say this again"]
    (home.path / "unit").touch()
    assert on(home).splitlines()[1:] == ["systemd looks every ten minutes (retort-remind.timer)"]
    assert home.json("remind", "status")["by"] == "systemd"
    assert not (home.path / "crontab").exists(), "one of them is enough"
    home.run("remind", "off")
    assert (home.path / "systemctl").read_text().splitlines()[-3:] == [
        "--user is-enabled --quiet retort-remind.timer", "--user disable --now retort-remind.timer",
        "--user clean --what=state retort-remind.timer"]
    assert not (home.path / "enabled").exists()


def test_with_neither_the_prompt_does_it(home):
    path = bare(home)
    words = "there is neither systemd nor cron here: your prompt looks, with retort_prompt in it (clients/shell)"
    assert home.run("remind", "on", env={"PATH": path}).splitlines()[1:] == [words]
    assert home.run("remind", "status", env={"PATH": path, "RETORT_NOW": at("09:00")}).splitlines()[1:] == [
        words, "now: none before 9:30"]
    # Where cron is, a home that was copied here has to say it again.
    program(home, "crontab", CRONTAB)
    assert home.run("remind", "status", env={"RETORT_NOW": at("09:00")}).splitlines()[1:] == [
        "nobody looks whether it is time; retort remind on sees to that", "now: none before 9:30"]
    assert home.run("remind", "off", env={"PATH": path}) == "reminders are off\n"


def test_a_prompt_of_bash_brings_it(home, desktop):
    on(home)
    home.run("due", env={"RETORT_NOW": at("09:00")})
    wait_for(lambda: (home.state / "status").exists() and (home.state / "status").read_text())
    script = f'. "{CLIENTS}/shell/retort.bash"; retort_prompt; echo "$RETORT_DUE"'
    done = subprocess.run(
        ["bash", "--norc", "-ic", script], env={**home.env, "RETORT_NOW": TEN}, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "2 new · 1 min", done
    wait_for(lambda: desktop.displayed() == 1)
    desktop.choose("Skip today")
    wait_for(lambda: state(home).get("skipped") == "2026-11-23")
    assert desktop.shown() == ONE
