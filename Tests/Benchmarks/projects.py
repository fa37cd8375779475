#!/usr/bin/env python3
"""An editor's questions in a large project, right after opening it, later, and while its files change.

    projects.py [--files 1000]

The project is made up: areas of views, models, forms and templates that import each other, beside folders that nobody means
(installed packages, data). Each question of "at once" is the first of a new session, sent right behind the opening of its document,
when nothing of the project is known. While files change another process rewrites, adds and removes them as fast as it can; every
tenth hover is on a name whose meaning was just rewritten in another file, and must have the new one. Times are milliseconds.
"""

import argparse
import itertools
import os
import pathlib
import sys
import tempfile
import threading
import time

from daemon import ROOT, binary, percentile, table
from hints import Server, shown

VIEWS = """\
from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required
from ..extensions import cache, db
from ..{before}.models import Item{before}
from .forms import Form{name}
from .models import Item{name}

bp = Blueprint("{name}", __name__, url_prefix="/{name}")


@bp.route("/<int:number>", methods=["GET", "POST"])
@login_required
def show(number):
    item = db.session.get(Item{name}, number)
    form = Form{name}()
    if form.validate_on_submit():
        session["last"] = number
        flash("kept")
        return redirect(url_for("{name}.show", number=number))
    kind = request.args.get("kind", current_app.config["SECRET_KEY"])
    return render_template("{name}/show.html", item=item, form=form, kind=kind)
"""
MODELS = """\
from ..extensions import db


class Item{name}(db.Model):
    number = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), nullable=False)

    def copy(self, other=None):
        return [value for value in (self.name, other) if value]
"""
FORMS = """\
from flask_wtf import FlaskForm
from wtforms import StringField


class Form{name}(FlaskForm):
    name = StringField("Name")
"""
TEMPLATE = "{{% extends 'base.html' %}}\n{{% block body %}}\n<a href=\"{{{{ url_for('{name}.show', number=1) }}}}\">{{{{ item.name|upper }}}}</a>\n{{% endblock %}}\n"
EXTENSIONS = "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\ncache = {cache}\n"
# What `cache` may be, with what a hover must say of it in a file that imports it.
CACHES = [("SQLAlchemy()", "SQLAlchemy"), ("None", None)]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def make(root, files):
    """The project; gives the names of its areas."""
    areas = [f"area{number:03}" for number in range(max(2, files // 3))]
    (root / ".git").mkdir(parents=True)
    write(root / "shop/__init__.py", "from flask import Flask\n\n\ndef create_app():\n    return Flask(__name__)\n")
    write(root / "shop/extensions.py", EXTENSIONS.format(cache=CACHES[0][0]))
    for name, before in zip(areas, areas[-1:] + areas):
        for file, text in (("views", VIEWS), ("models", MODELS), ("forms", FORMS)):
            write(root / f"shop/{name}/{file}.py", text.format(name=name, before=before))
        write(root / f"shop/templates/{name}/show.html", TEMPLATE.format(name=name))
    for number in range(1000):
        write(root / f".venv/lib/python3.12/site-packages/package{number % 50}/m{number}.py", "import os\n")
        write(root / f"node_modules/p{number % 100}/templates/i{number}.html", "<p>\n")
        write(root / f"data/{number % 20}/{number}.csv", "1,2\n")
    for number in range(200):
        (root / f".venv/lib/python3.12/site-packages/package{number}-1.0.dist-info").mkdir()
    write(root / ".venv/lib/python3.12/site-packages/flask-3.1.0.dist-info/METADATA", "")
    return areas


def spot(text, word, nth=0):
    """LSP's position of a word in a text."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(word, at + 1)
    return {"line": text.count("\n", 0, at), "character": at - (text.rfind("\n", 0, at) + 1) + 1}


class Session:
    def __init__(self, command, root, environment):
        self.root = root
        self.server = Server(command, root, environment, {"completion": True})

    def ask(self, method, path, word, nth=0):
        place = {"textDocument": {"uri": path.as_uri()}, "position": spot(path.read_text(), word, nth)}
        begin = time.perf_counter()
        answer = self.server.ask(method, place)
        return answer, (time.perf_counter() - begin) * 1e3


QUESTIONS = [
    ("hover, Python", "textDocument/hover", "views.py", "request", 1),
    ("hover, across files", "textDocument/hover", "views.py", "session", 1),
    ("hover, template", "textDocument/hover", "show.html", "upper", 0),
    ("definition, view", "textDocument/definition", "views.py", ".show\"", 0),
    ("definition, template", "textDocument/definition", "views.py", "/show.html", 0),
    ("completion, endpoints", "textDocument/completion", "views.py", "show\", n", 0),
    ("completion, templates", "textDocument/completion", "views.py", "show.html", 0),
]


def path_of(root, area, file):
    return root / (f"shop/templates/{area}/{file}" if file.endswith("html") else f"shop/{area}/{file}")


def at_once(command, root, areas, environment, rounds=9):
    """Milliseconds of each question as the first of a session, and as one of many."""
    rows = [["", "at once", "most", "later p50", "p99"]]
    for name, method, file, word, nth in QUESTIONS:
        first, later = [], []
        for round in range(rounds):
            session = Session(command, root, environment)
            path = path_of(root, areas[round], file)
            session.server.open(path)
            answer, taken = session.ask(method, path, word, nth)
            if not answer:
                sys.exit(f"{name}: nothing at {path} {word!r}")
            first.append(taken)
            if round == 0:
                time.sleep(2)
                for area in itertools.islice(itertools.cycle(areas), 400):
                    path = path_of(root, area, file)
                    session.server.open(path)
                    later.append(session.ask(method, path, word, nth)[1])
            session.server.stop()
        rows.append([name] + [f"{value:.2f}" for value in (
            percentile(first, 0.5), max(first), percentile(later, 0.5), percentile(later, 0.99))])
    table(rows)


def churn(root, areas, stop, counts):
    """Changes files as checking out branches does: rewrites, adds, removes, whole folders."""
    for number in itertools.count():
        if stop.is_set():
            return
        area = areas[number % len(areas)]
        write(root / f"shop/{area}/models.py", MODELS.format(name=area) + f"\nCHANGED = {number}\n")
        write(root / f"shop/new{number}/views.py", VIEWS.format(name="new", before=area))
        if number >= 20:
            (root / f"shop/new{number - 20}/views.py").unlink()
            (root / f"shop/new{number - 20}").rmdir()
        counts[0] += 3
        # As many changes as a checkout makes, not all of a core.
        time.sleep(0.002)


def while_changing(command, root, areas, environment, hovers=4000):
    session = Session(command, root, environment)
    views = [path_of(root, area, "views.py") for area in areas[:50]]
    for path in views:
        session.server.open(path)
    time.sleep(2)
    taken, wrong = {"quiet": [], "changing": []}, 0
    stop, counts = threading.Event(), [0]
    changer = threading.Thread(target=churn, args=(root, areas, stop, counts))
    for part in ("quiet", "changing"):
        if part == "changing":
            changer.start()
        for number in range(hovers):
            path = views[number % len(views)]
            if number % 10 == 0:
                # The file that the name is imported from says something else now.
                cache, said = CACHES[number // 10 % 2]
                draft = root / "shop/extensions.py.new"
                draft.write_text(EXTENSIONS.format(cache=cache))
                os.replace(draft, root / "shop/extensions.py")
                answer, milliseconds = session.ask("textDocument/hover", path, "cache")
                text = shown(answer)
                wrong += (said is not None and said not in text) or (said is None and bool(text))
            else:
                milliseconds = session.ask("textDocument/hover", path, ["request", "session", "db"][number % 3], 1)[1]
            taken[part].append(milliseconds)
    stop.set()
    changer.join()
    rows = [["hovers", "p50", "p99", "most", "answers that were out of date"]]
    for part, values in taken.items():
        rows.append([f"{part} ({len(values)})", f"{percentile(values, 0.5):.2f}", f"{percentile(values, 0.99):.2f}",
                     f"{max(values):.2f}", str(wrong)])  # fmt: skip
    table(rows)
    print(f"{counts[0]} changes of files meanwhile; memory {session.server.memory():.0f} MB at most, {session.server.memory('VmRSS'):.0f} MB now")
    session.server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="retort-projects-") as folder:
        home = pathlib.Path(folder)
        root = home / "project"
        areas = make(root, options.files)
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "RETORT_PACKS": str(ROOT / "Sources/Packs")}
        command = [binary(), "serve", "--stdio"]
        warm = Session(command, root, environment)
        path = path_of(root, areas[0], "views.py")
        warm.server.open(path)
        warm.ask("textDocument/hover", path, "request")
        warm.server.stop()
        count = sum(1 for _ in (root / "shop").rglob("*.py"))
        print(f"{count} Python files, {len(areas)} templates")
        at_once(command, root, areas, environment)
        while_changing(command, root, areas, environment)


if __name__ == "__main__":
    main()
