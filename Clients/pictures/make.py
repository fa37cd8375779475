#!/usr/bin/env python3
"""Makes the README's pictures from the real programs, in light and dark: run it again whenever they look different.

    pip install rich && Clients/pictures/make.py [NAME…]     answer quiz hover status stats; all unless named

It needs retort on the PATH (or RETORT=FILE), tmux, vim and chromium. Everything runs in a home folder of its own, at a fixed time.
"""
import datetime
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from rich import _export_format, terminal_theme
from rich.console import Console
from rich.text import Text

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RETORT = os.environ.get("RETORT") or shutil.which("retort")
NOW = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.timezone.utc)

LIGHT = terminal_theme.TerminalTheme(
    (252, 252, 250), (36, 41, 47),
    [(36, 41, 47), (185, 28, 28), (21, 108, 55), (133, 94, 0), (9, 92, 180), (130, 58, 170), (0, 105, 120), (110, 118, 125)],
    [(87, 96, 106), (207, 34, 46), (26, 127, 55), (154, 103, 0), (9, 105, 218), (130, 80, 223), (27, 124, 131), (140, 149, 159)])
DARK = terminal_theme.TerminalTheme(
    (22, 27, 34), (225, 230, 236),
    [(72, 79, 88), (255, 123, 114), (86, 211, 100), (227, 179, 65), (121, 192, 255), (210, 168, 255), (86, 212, 221), (177, 186, 196)],
    [(110, 118, 129), (255, 161, 152), (126, 231, 135), (242, 204, 96), (165, 214, 255), (226, 197, 255), (179, 240, 255), (240, 246, 252)])
# Rich's frame without its fonts from the network.
FRAME = re.sub(r"@font-face \{\{.*?\}\}\n", "", _export_format.CONSOLE_SVG_FORMAT, flags=re.S).replace("Fira Code, ", "")

SHELL = "env PS1='$ ' bash --norc --noprofile"

APP = """\
from flask import Blueprint, Flask, request, url_for


bp = Blueprint("shop", __name__)


@bp.route("/teas")
def teas():
    page = request.args.get("page", 1, type=int)
    return {"page": page, "next": url_for("shop.teas", page=page + 1)}


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "not secret"
    app.register_blueprint(bp)
    return app
"""


class Desk:
    """A home with a daemon at a fixed time, and a terminal to look at."""

    def __init__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="retort-"))
        (self.home / "bin").mkdir()
        (self.home / "bin/retort").symlink_to(RETORT)
        (self.home / "app.py").write_text(APP)
        self.env = {
            "HOME": str(self.home), "PATH": f"{self.home}/bin:/usr/bin:/bin", "RETORT_PACKS": str(ROOT / "Sources/Packs"),
            "RETORT_NOW": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "TZ": "UTC", "LANG": "C.UTF-8", "TERM": "tmux-256color",
            "PS1": "$ ", "TMUX_TMPDIR": str(self.home)}

    def close(self):
        self.tmux("kill-server", check=False)
        self.retort("stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def retort(self, *words):
        return subprocess.run([RETORT, *words], env=self.env, check=True, capture_output=True, text=True).stdout

    def tmux(self, *words, check=True):
        command = ["tmux", "-L", "pictures", "-f", "/dev/null", *words]
        return subprocess.run(command, env=self.env, check=check, capture_output=True, text=True).stdout

    def open(self, command, rows, columns=80):
        self.tmux("start-server", ";", "set", "-g", "exit-empty", "off", ";", "set", "-g", "status", "off", ";", "set", "-g", "default-terminal", "tmux-256color", ";",
                  "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(self.home), command)

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def screen(self, *wanted):
        """The screen with its colours, once all that is wanted stands on it and it has come to rest."""
        before, end = None, time.monotonic() + 20
        while True:
            plain, screen = self.tmux("capture-pane", "-p"), self.tmux("capture-pane", "-e", "-N", "-p")
            if all(text in plain for text in wanted) and screen == before:
                return re.sub(r"(\s|\x1b\[[0-9;]*m)+$", "", screen)
            if time.monotonic() > end:
                sys.exit(f"never came: {wanted}\n{plain}")
            before = screen
            time.sleep(0.3)

    def save(self, name, screen, title, shades=("light", "dark"), columns=80):
        for shade in shades:
            theme = LIGHT if shade == "light" else DARK
            console = Console(record=True, width=columns, file=open(os.devnull, "w"), force_terminal=True, color_system="truecolor")
            console.print(Text.from_ansi(screen, no_wrap=True, end=""))
            svg = console.export_svg(title=title, theme=theme, code_format=FRAME, unique_id=f"{name}-{shade}")
            (HERE / f"{name}-{shade}.svg").write_text(svg)


def answer(desk):
    desk.open(SHELL, rows=30)
    desk.screen("$")
    desk.keys("retort bluprint", "Enter")
    desk.screen("source:", "see also")
    desk.keys("retort Working outside of request context", "Enter")
    desk.save("answer", desk.screen("RuntimeError", "see also"), "retort")


def quiz(desk):
    desk.open(SHELL, rows=24)
    desk.screen("$")
    desk.keys("retort quiz", "Enter")
    desk.screen("What Flask is")
    desk.keys("2")
    desk.save("quiz", desk.screen("1 again"), "retort quiz")


def hover(desk):
    start = desk.home / ".vim/pack/retort/start"
    start.mkdir(parents=True)
    (start / "retort").symlink_to(ROOT / "Clients/vim")
    for shade in ("light", "dark"):
        (desk.home / ".vimrc").write_text(
            f"set background={shade} laststatus=2 statusline=%f%=%{{retort#due()}}\\ \ncolorscheme lunaperche\nsyntax on\n"
            f"hi Normal ctermbg=NONE\nhi EndOfBuffer ctermbg=NONE\nhi Pmenu ctermbg={238 if shade == 'dark' else 254}\n")
        desk.open("vim.basic app.py", rows=20)
        desk.screen("register_blueprint")
        desk.keys(":call cursor(15, 18)", "Enter", ":RetortHover", "Enter")
        screen = desk.screen("flask.config.SECRET_KEY", "2 min")
        # Without the command line.
        desk.save("hover", screen.rsplit("\n", 1)[0], "vim", [shade])
        desk.tmux("kill-session")


def status(desk):
    """A tmux in the tmux, for its status line, and a prompt above it."""
    desk.retort("due")
    (desk.home / ".tmux.conf").write_text(
        f"set -g status-right ''\nsource-file {ROOT}/Clients/tmux/retort.conf\nset -g status-interval 1\n"
        "set -g status-style bg=default,fg=cyan\n")
    (desk.home / ".bashrc").write_text(
        f". {ROOT}/Clients/shell/retort.bash\nPROMPT_COMMAND=(retort_prompt)\nPS1='${{RETORT_DUE:+[$RETORT_DUE] }}$ '\n")
    desk.open(f"tmux -L inner -f {desk.home}/.tmux.conf new-session 'bash --rcfile {desk.home}/.bashrc'", rows=5)
    try:
        desk.screen("$", "2 min")
        desk.keys("retort due", "Enter")
        desk.save("status", desk.screen("retort quiz"), "tmux")
    finally:
        subprocess.run(["tmux", "-L", "inner", "kill-server"], env=desk.env, check=False)


def stats(desk):
    """A season of answers, made up and always the same; the page is the real one."""
    write_season(desk.home / ".local/share/retort/log/desk.jsonl")
    page = desk.home / "stats.html"
    desk.retort("stats", "--html", str(page))
    for shade in ("light", "dark"):
        flags = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=900,820", f"--user-data-dir={desk.home}/browser"]
        if shade == "dark":
            flags.append("--blink-settings=preferredColorScheme=0")
        picture = HERE / f"stats-{shade}.png"
        subprocess.run(["chromium", *flags, f"--screenshot={picture}", page.as_uri()], env=desk.env, check=True, capture_output=True)


def write_season(log):
    """Two new cards a day for sixteen weeks, weekends now and then left out; what was known comes up again after twice the time."""
    chance = random.Random(7)
    cards = [f"flask/{file.stem}/{key}" for file in sorted((ROOT / "Sources/Packs/flask").glob("**/*.md"))
             for key in re.findall(r"^### ([a-z0-9-]+) \(", file.read_text(), re.M)]
    chance.shuffle(cards)
    lines, due = [], {}
    for day in range(112, 0, -1):
        if day % 7 in (1, 2) and chance.random() < 0.6:
            continue
        at = NOW - datetime.timedelta(days=day)
        today = sorted(card for card, (when, _) in due.items() if when >= day) + [cards.pop() for _ in range(2)]
        for card in today:
            _, interval = due.get(card, (0, 1))
            known = chance.random() < (0.72 if card not in due else 0.91)
            interval = round(interval * 2.4) if known and card in due else 1 if not known else 3
            due[card] = (day - interval, interval)
            spent = int(chance.lognormvariate(8.7, 0.5))
            at += datetime.timedelta(milliseconds=spent + 900)
            lines.append({"at": int(at.timestamp() * 1000), "device": "desk", "seq": len(lines) + 1, "event": "review", "card": card,
                          "grade": chance.choices([3, 4, 2], [8, 1, 1])[0] if known else 1, "zone": 0, "milliseconds": spent})
    log.parent.mkdir(parents=True)
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))


def main():
    names = sys.argv[1:] or ["answer", "quiz", "hover", "status", "stats"]
    for name in names:
        desk = Desk()
        try:
            globals()[name](desk)
            print("made", name)
        finally:
            desk.close()


if __name__ == "__main__":
    main()
