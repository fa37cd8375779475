"""What the statistics say, against py-fsrs and the page's own rules."""
import html.parser
import json
import math
import random
import re
import shutil
import struct
import subprocess
import zlib
from datetime import datetime, timedelta, timezone

import pytest
from fsrs import Card, Rating, Scheduler

from home import FLASK, NOW, Home
from screen import Terminal

DAY = 86_400_000
START = 1_795_338_000_000  # NOW


def write_log(home, count=60, seed=4):
    """A hundred days of made-up reviews at noon; gives each card's (days ago, grade), oldest first."""
    rng = random.Random(seed)
    concepts = json.loads(home.run("call", "concept/lookup", '{"query": "flask", "limit": 40}'))
    ids = [concept["id"] for concept in concepts["concepts"] + concepts["nearest"]]
    seen, histories, events = [], {}, []
    for concept in ids:
        question = home.call("quiz/next", {"concept": "flask/" + concept})["question"]
        while question and len(seen) < count:
            seen.append(question["card"])
            question = home.call("quiz/next", {"concept": "flask/" + concept, "exclude": seen})["question"]
    for card in seen:
        ago, history = rng.randint(20, 100), []
        while ago > 0:
            history.append((ago, rng.choices([1, 2, 3, 4], [15, 10, 65, 10])[0]))
            ago -= rng.choice([0, 1, 2, 4, 9, 21, 30]) if len(history) < 30 else ago
        histories[card] = history
        events += [(START - days * DAY + 3 * 3_600_000 + place * 1000, card, grade) for place, (days, grade) in enumerate(history)]
    log = home.data / "log/made-up-1.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps({"at": at, "device": "made-up-1", "seq": number + 1, "event": "review", "card": card, "grade": grade, "zone": 0,
                    "milliseconds": 12_000}) for number, (at, card, grade) in enumerate(sorted(events))]
    log.write_text("\n".join(lines) + "\n")
    return histories


@pytest.fixture(scope="module")
def studied():
    home = Home(packs=FLASK, now=NOW)
    home.call("pack/refresh")
    home.histories = write_log(home)
    home.run("stop")
    yield home
    home.close()


def benchmark(histories):
    """Predictions of py-fsrs with their outcomes and bins, as srs-benchmark counts them."""
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    rows = []
    for history in histories.values():
        card, last, spaced, lapses = Card(), None, 0, 0
        for ago, grade in history:
            at = datetime(2026, 11, 22, 12, tzinfo=timezone.utc) - timedelta(days=ago)
            if last is not None and last > ago:
                spaced += 1
                days = last - ago
                key = (
                    round(2.48 * 3.62 ** math.floor(math.log(days) / math.log(3.62)), 2),
                    round(1.99 * 1.89 ** math.floor(math.log(spaced + 1) / math.log(1.89))),
                    0 if lapses == 0 else round(1.65 * 1.73 ** math.floor(math.log(lapses) / math.log(1.73))))
                rows.append((scheduler.get_card_retrievability(card, at), grade > 1, key))
                lapses += grade == 1
            card, _ = scheduler.review_card(card, Rating(grade), at)
            last = ago
    return rows


def test_predictions_and_errors_agree_with_py_fsrs_and_the_benchmark(studied):
    stats = studied.json("stats")
    rows = benchmark(studied.histories)
    retention = stats["retention"]
    assert stats["reviews"] == sum(map(len, studied.histories.values())) > 300
    assert retention["reviews"] == len(rows) > 200
    assert retention["predicted"] == pytest.approx(sum(p for p, _, _ in rows) / len(rows), rel=1e-9)
    assert retention["actual"] == pytest.approx(sum(y for _, y, _ in rows) / len(rows), rel=1e-9)
    assert retention["logLoss"] == pytest.approx(-sum(math.log(p if y else 1 - p) for p, y, _ in rows) / len(rows), rel=1e-9)
    bins = {}
    for p, y, key in rows:
        bins.setdefault(key, []).append((p, y))
    error = sum(len(items) * (sum(p for p, _ in items) / len(items) - sum(y for _, y in items) / len(items)) ** 2 for items in bins.values())
    assert retention["rmseBins"] == pytest.approx(math.sqrt(error / len(rows)), rel=1e-9)
    for bin in retention["bins"]:
        inside = [y for p, y, _ in rows if bin["from"] <= p < bin["to"] or p == bin["to"] == 1]
        assert bin["reviews"] == len(inside)
        if inside:
            assert bin["actual"] == pytest.approx(sum(inside) / len(inside), rel=1e-9)


def test_days_and_topics_add_up(studied):
    stats = studied.json("stats")
    assert len(stats["forecast"]) == len(stats["past"]) == 30
    assert stats["forecast"][0]["day"] == stats["past"][-1]["day"] == stats["today"] == "2026-11-22"
    assert sum(day["cards"] for day in stats["past"]) == sum(ago < 30 for history in studied.histories.values() for ago, _ in history)
    assert sum(day["minutes"] for day in stats["past"]) == pytest.approx(sum(day["cards"] for day in stats["past"]) * 0.2)
    due = studied.json("due")
    # Nothing promises more than a day's two minutes; what they have no room for comes later.
    assert all(day["minutes"] <= 2 for day in stats["forecast"])
    assert abs(stats["forecast"][0]["cards"] - due["due"]) <= 2 < due["backlog"]
    assert sum(day["cards"] for day in stats["forecast"]) >= due["backlog"]
    assert sum(day["cards"] for day in stats["forecast"]) <= stats["answered"] == len(studied.histories)
    assert sum(topic["cards"] for topic in stats["topics"]) == stats["cards"] > 1000
    assert sum(topic["answered"] for topic in stats["topics"]) == stats["answered"]
    said = [topic["strength"] for topic in stats["topics"] if topic["answered"] >= stats["enoughCards"]]
    assert said == sorted(said, reverse=True) and len(said) > 1
    assert all(topic["answered"] < stats["enoughCards"] for topic in stats["topics"][len(said):])


def test_the_terminal_shows_plots_that_fit(studied):
    terminal = Terminal(studied, "stats", columns=80, rows=80)
    try:
        assert terminal.finish() == 0
        assert "Do the predictions hold?" in terminal.text and "█" in terminal.text and "too few to say" in terminal.text
        assert max(map(len, terminal.lines)) <= 80
    finally:
        terminal.close()
    plain = studied.run("stats", "--plain")
    assert plain.isascii() and "predicted 90-95 %: remembered" in plain and "streak" not in plain.lower()
    assert all(len(line) <= 80 for line in plain.splitlines())


def test_nothing_answered_says_so(home):
    assert "Nothing was answered yet" in home.run("stats")
    page = home.path / "page.html"
    home.run("stats", "--html", str(page))
    assert "Too few to say" in page.read_text()


# The page


class Parsed(html.parser.HTMLParser):
    VOID = {"meta", "rect", "line", "link", "br", "img"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids = [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in self.VOID or tag == "rect" and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag


@pytest.fixture(scope="module")
def page(studied):
    path = studied.path / "stats.html"
    studied.run("stats", "--html", str(path))
    return path


def test_the_page_is_whole_needs_nothing_and_says_everything_in_words(page):
    text = page.read_text()
    parsed = Parsed(text)
    assert len(parsed.ids) == len(set(parsed.ids))
    names = [tag for tag, _ in parsed.tags]
    assert "script" not in names and "link" not in names and "img" not in names and "iframe" not in names
    assert not re.search(r"https?:|url\(|@import|\bon\w+=|src=", text)
    assert names.count("svg") == names.count("desc") == names.count("table") == 4
    for tag, attributes in parsed.tags:
        for reference in ("aria-labelledby",):
            assert all(target in parsed.ids for target in attributes.get(reference, "").split()), attributes
        if tag == "svg":
            assert attributes["role"] == "img"
        if tag == "th":
            assert attributes["scope"] in {"row", "col"}
    assert dict(parsed.tags)["html"] == {"lang": "en"} and "streak" not in text.lower()


def luminance(colour):
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_told_apart_in_light_and_dark(page):
    schemes = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", rule)) for rule in re.findall(r":root \{[^}]*\}", page.read_text())]
    assert len(schemes) == 2 and luminance(schemes[0]["ground"]) > 0.9 and luminance(schemes[1]["ground"]) < 0.02
    for scheme in schemes:
        assert contrast(scheme["text"], scheme["ground"]) >= 7 and contrast(scheme["quiet"], scheme["ground"]) >= 7
        assert all(contrast(scheme[name], scheme["ground"]) >= 3 for name in ("mark", "mark-two", "line"))


def first_pixel(path):
    """The colour of the first pixel of a PNG: its first byte says how the row is filtered, and there is nothing before it."""
    data = path.read_bytes()
    compressed, at = b"", 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IDAT":
            compressed += data[at + 8:at + 8 + length]
        at += 12 + length
    return "#" + zlib.decompress(compressed)[1:4].hex()


@pytest.mark.skipif(not (shutil.which("chromium") or shutil.which("google-chrome")), reason="no Chromium here")
def test_a_browser_shows_it_in_light_and_dark(page, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    for scheme, ground in ((1, "#ffffff"), (0, "#14171a")):
        picture = tmp_path / f"{scheme}.png"
        subprocess.run(
            [browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile{scheme}",
             "--hide-scrollbars", "--window-size=700,900", f"--blink-settings=preferredColorScheme={scheme}",
             f"--screenshot={picture}", page.as_uri()], capture_output=True, timeout=120, check=True)
        assert first_pixel(picture) == ground
