"""Front matter means the same to a real YAML parser."""
import json
import pathlib
import random

import yaml

from home import FLASK

KEYS = ["title", "topic", "aliases", "asked", "symbols", "sources"]
LISTS = {"aliases", "asked", "symbols", "sources"}
PIECES = [
    "tea", "a b", "yes", "no", "on", "null", "~", "3.1", "12", "0x1f", "1e3", "2026-11-22", "a: b", "a #b", "#b", "- x", "-x", "?", ": x",
    "@app.route", "`code`", "*star", "&anchor", "!tag", "%x", "|", ">", "{x}", "[x]", "a, b", "'quoted'", '"double"', "it's", 'say "hi"',
    "é😀", "a\\b", "C:\\x", "=", "<<", "true", "Off", "12:30", "0o7", "1_000", ".5", ".inf", "-", "a:b", "x:", "http://a/b#c", "back\\\\slash",
    "tab\\t", "\\u00e9", "  padded  ", "",
]


def value(chance):
    # Mostly tame, or no file at all would be without a complaint.
    piece = chance.choice(PIECES if chance.random() < 0.2 else PIECES[:2])
    style = chance.randrange(3)
    if style == 0:
        return piece
    if style == 1:
        return "'" + piece.replace("'", "''") + "'"
    return json.dumps(piece, ensure_ascii=chance.random() < 0.5)


def front_matter(chance, name):
    lines = [f"id: {name}", "level: beginner"]
    for key in KEYS:
        if key not in LISTS:
            lines.append(f"{key}: {value(chance)}")
        elif chance.random() < 0.5:
            items = [value(chance) for _ in range(chance.randrange(4))]
            lines.append(f"{key}: [{', '.join(items)}]")
        else:
            lines.append(f"{key}:")
            lines += [f"  - {value(chance)}" for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.1:
            lines.append("# a comment")
    return "\n".join(lines) + "\n"


def test_whatever_is_read_without_complaint_is_what_yaml_reads(home, tmp_path):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    pack = tmp_path / "packs" / "made"
    pack.mkdir(parents=True)
    (pack / "pack.md").write_text("---\ntitle: Made\n---\n")
    matters = {}
    for number in range(2000):
        name = f"c{number}"
        matters[name] = front_matter(chance, name)
        (pack / f"{name}.md").write_text(f"---\n{matters[name]}---\n\nText.\n")
    home.env["RETORT_PACKS"] = str(tmp_path / "packs")
    done = home.start("pack", "check", "made", "--json")
    faulty = {pathlib.Path(item["file"]).stem for item in json.loads(done.stdout)["complaints"] if item["severity"] == "error"}
    home.run("status")
    client = home.connect()
    compared = 0
    for name, text in matters.items():
        if name in faulty:
            continue
        meant = yaml.safe_load(text)
        shown = client.ask("concept/show", {"id": name})["result"]
        for key in KEYS:
            expected = meant.get(key)
            found = shown[key]
            assert found == ((expected or []) if key in LISTS else expected), (seed, name, key, text)
        compared += 1
    client.close()
    # The generator is wild on purpose; enough must be left to compare.
    assert compared > 200, compared


def test_the_flask_pack_means_the_same_to_yaml(flask_home):
    flask_home.run("status")
    client = flask_home.connect()
    files = [file for file in pathlib.Path(FLASK).glob("flask/*/*.md")]
    assert len(files) >= 40
    for file in files:
        meant = yaml.safe_load(file.read_text().split("---\n")[1])
        shown = client.ask("concept/show", {"id": file.stem})["result"]
        assert shown["title"] == meant["title"] and shown["topic"] == meant["topic"] and shown["level"] == meant["level"]
        for key in ("aliases", "asked", "symbols", "sources"):
            assert shown[key] == meant.get(key, []), (file, key)
        for key, name in (("needs", "needs"), ("see", "see"), ("confused-with", "confusedWith")):
            assert [link["id"] for link in shown[name]] == meant.get(key, []), (file, key)
    client.close()
