"""The Flask pack tells the truth. Run with `python -m pytest Tests/PackTests`, after `pip install -r Tests/requirements.txt`."""

import shutil
import textwrap

import pytest
import yaml

import concept_file
import names
import proof
from conftest import FILES
from dated_claims import CLAIMS
from running import SECONDS, Runners


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_concept(file, results):
    """Blocks run, outputs are those printed, templates parse, names exist, questions are whole."""
    faults = results[file.stem].lines()
    assert not faults, "\n".join(["", *faults])


def test_summary_and_pitfall_have_room_in_a_hover(concepts):
    """Eight lines of 80 columns; a hover leaves out what is beyond."""
    def lines(text):
        return len(textwrap.wrap(text, 80, break_long_words=False, break_on_hyphens=False))

    faults = []
    for concept in concepts:
        _, _, pitfalls = concept.path.read_text(encoding="utf-8").partition("\n## Pitfalls\n\n- ")
        for pitfall in pitfalls.partition("\n## ")[0].split("\n- "):
            if lines(concept.opening) + lines(f"*Mind:* {pitfall}") > 8:
                faults.append(f"{concept.path}: {pitfall}")
    assert not faults, "\n".join(["", *faults])


def test_there_are_concepts():
    assert FILES, f"no concept files under {proof.PACK}"


def test_pack_file():
    text = (proof.PACK / "pack.md").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    assert {"title", "version"} <= set(front) <= {"title", "version", "licence", "imports", "templates"}
    assert all(isinstance(front[name], str) for name in front if name not in {"imports", "templates"})
    assert all(isinstance(item, str) for name in ["imports", "templates"] for item in front.get(name, []))


def test_links_lead_somewhere_and_needs_are_no_circle(concepts):
    faults, _ = proof.link_faults(concepts)
    assert not faults, "\n".join(["", *faults])


def test_installed_versions_are_the_required_ones():
    import importlib.metadata

    wanted = (proof.PACK.parents[2] / "Tests" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in wanted if "==" in line]
    assert {name: importlib.metadata.version(name) for name, _ in pairs} == dict(pairs)


# What follows proves the proof: a pack with a dated or wrong claim in it must fail.

DATED = {
    "markup-from-flask": ("from flask import Markup", "ImportError"),
    "escape-from-flask": ("from flask import escape\nprint(escape('<'))", "ImportError"),
    "before-first-request": (
        """
        from flask import Flask

        app = Flask(__name__)

        @app.before_first_request
        def prepare():
            pass
        """, "AttributeError: 'Flask' object has no attribute 'before_first_request'"),
    "json-encoder": ("from flask.json import JSONEncoder", "ImportError"),
    "flask-env": (
        """
        import os
        os.environ["FLASK_ENV"] = "development"
        from flask import Flask
        print(Flask(__name__).config["ENV"])
        """, "KeyError"),
    "context-stack": ("from flask import _request_ctx_stack", "ImportError"),
    "deprecated-version": ("import flask\nprint(flask.__version__)", "uses what is deprecated"),
    "plain-sql": (
        """
        from flask import Flask
        from flask_sqlalchemy import SQLAlchemy

        app = Flask(__name__)
        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
        db = SQLAlchemy(app)
        with app.app_context():
            db.session.execute("SELECT 1")
        """, "ArgumentError"),
    "sha256-password": (
        "from werkzeug.security import generate_password_hash\ngenerate_password_hash('x', method='sha256')", "ValueError"),
    "served": ("from flask import Flask\nFlask(__name__).run(port=0)", "does not end"),
    "network": (
        """
        import socket
        try:
            socket.create_connection(("example.com", 80), timeout=1)
        except OSError:
            pass
        """, "reaches for example.com"),
}

BLOCKS = {
    "wrong-output": (
        """
        ```python
        from flask import Flask
        app = Flask(__name__)
        app.get("/a/")(lambda: "a")
        print(app.test_client().get("/a").status_code)
        ```

        ```output
        301
        ```
        """, "the program prints '308'"),
    "served-with-output": (
        """
        ```python
        from flask import Flask
        app = Flask(__name__)
        app.run(port=0)
        ```

        ```output
         * Running on http://127.0.0.1:5000
        ```
        """, "does not end"),
    "wrong-exception": (
        """
        ```python raises=KeyError
        from flask import request
        request.form["name"]
        ```
        """, "must end with KeyError, and ends with RuntimeError"),
    "no-exception": (
        """
        ```python raises=AssertionError
        from flask import Flask
        Flask(__name__)
        ```
        """, "ends without an exception"),
    "bad-template": ("```jinja\n{% for x in y %}{{ x }}\n```", "no valid template"),
    "unknown-filter": ("```html\n<p>{{ x|contextfilter }}</p>\n```", "no filter is called contextfilter"),
    "gone-worker": ("```shell\ngunicorn -k eventlet app:app\n```", "no worker class eventlet"),
    "gone-command": ("```shell\nflask db init --nothing\n```", "no option --nothing"),
    "unknown-language": ("```json\n{}\n```", "a code block is one of"),
}

CONCEPT = """\
---
id: planted
title: Planted
topic: basics
level: beginner
symbols: [{symbols}]
---

A concept that holds one planted block.

## Example

{block}

## Questions

### one (cloze)

A [[blank]].

### two (cloze)

Another [[blank]].

### three (output)

What does this print?

```python
print(1 + 1)
```
{answer}
"""
ANSWER = "\nAnswer:\n\n```output\n2\n```\n"


@pytest.fixture(scope="module")
def runners():
    with Runners(count=1) as started:
        yield started


def plant(folder, block="", symbols="flask.Flask", answer=ANSWER):
    """A temporary copy of the pack's own frame with one concept planted in it."""
    pack = folder / "flask"
    pack.mkdir()
    shutil.copy(proof.PACK / "pack.md", pack)
    (pack / "planted.md").write_text(CONCEPT.format(block=block, symbols=symbols, answer=answer), encoding="utf-8")
    return proof.concept_files([pack])


def faults_of(files, runners, expected=None):
    # Only what is known not to end is given up early: a busy machine may take its time for anything else.
    runners.seconds = 3 if expected == "does not end" else SECONDS
    return [line for result in proof.prove(files, runners) for line in result.lines()]


def test_an_honest_concept_has_no_faults(tmp_path, runners):
    block = "```python\nfrom flask import Flask\nprint(Flask(__name__).name)\n```\n\n```output\napp\n```"
    assert faults_of(plant(tmp_path, block), runners) == []


@pytest.mark.parametrize("name", DATED)
def test_dated_code_is_found(name, tmp_path, runners):
    code, expected = DATED[name]
    files = plant(tmp_path, f"```python\n{textwrap.dedent(code).strip()}\n```")
    faults = faults_of(files, runners, expected)
    assert len(faults) == 1 and expected in faults[0]


@pytest.fixture(scope="module")
def honest():
    """A short concept of the pack."""
    return (proof.PACK / "basics" / "what-is-flask.md").read_text(encoding="utf-8")


def test_a_claim_is_planted_in_a_concept_without_faults(honest, tmp_path, runners):
    copy = tmp_path / "what-is-flask.md"
    copy.write_text(honest, encoding="utf-8")
    assert faults_of([copy], runners) == []


@pytest.mark.parametrize("name, code", CLAIMS, ids=[name for name, _ in CLAIMS])
def test_a_dated_claim_makes_the_proof_fail(name, code, honest, tmp_path, runners):
    copy = tmp_path / "what-is-flask.md"
    copy.write_text(honest.replace("\n## Questions\n", f"\n```python\n{code.strip()}\n```\n\n## Questions\n"), encoding="utf-8")
    faults = faults_of([copy], runners)
    assert len(faults) == 1, faults
    # For its claim, not for a slip of the pen.
    assert not any(slip in faults[0] for slip in ["with SyntaxError", "with NameError", "does not end", "proof's own"]), faults


@pytest.mark.parametrize("name", BLOCKS)
def test_wrong_blocks_are_found(name, tmp_path, runners):
    text, expected = BLOCKS[name]
    faults = faults_of(plant(tmp_path, textwrap.dedent(text).strip()), runners, expected)
    assert faults and expected in "\n".join(faults)


def test_an_output_question_without_its_output_is_found(tmp_path, runners):
    assert "is followed by its output block" in "\n".join(faults_of(plant(tmp_path, answer="\nAnswer:\n"), runners))


@pytest.mark.parametrize("name", [
    "flask.before_first_request", "flask.Markup", "flask.Flask.before_first_request", "flask.config:JSON_SORT_KEYS",
    "flask.config:ENV", "jinja:tag.do", "jinja:filter.nothing", "cli:flask db nothing", "cli:flask run --nothing", "env:FLASK_ENV",
])
def test_a_name_that_does_not_exist_is_found(name):
    assert names.fault_of(name)


@pytest.mark.parametrize("name", [
    "flask.Flask.route", "flask.Flask.config", "flask.Request.form", "flask.request.args", "flask.session.permanent",
    "flask.config:SECRET_KEY", "flask.config:SQLALCHEMY_DATABASE_URI", "flask.config:WTF_CSRF_ENABLED", "jinja:tag.block",
    "jinja:filter.safe", "jinja:test.defined", "jinja:global.url_for", "jinja:loop.index", "cli:flask db init", "cli:flask run --host",
    "env:FLASK_APP", "flask_sqlalchemy.SQLAlchemy.Model", "flask_sqlalchemy.SQLAlchemy.relationship",
    "flask_sqlalchemy.pagination.Pagination.items", "wtforms.Field.data",
])
def test_a_name_that_exists_is_accepted(name):
    assert names.fault_of(name) is None


def test_links_and_circles_are_found(tmp_path):
    for name, needs in [("a", "b"), ("b", "c"), ("c", "a"), ("d", "nowhere"), ("e", "wsgi")]:
        (tmp_path / f"{name}.md").write_text(f"---\nid: {name}\nneeds: [{needs}]\n---\n\nText.\n", encoding="utf-8")
    concepts = [concept_file.read_concept(file) for file in proof.concept_files([tmp_path])]
    faults, links = proof.link_faults(concepts, {"wsgi"})
    assert links == 5
    assert len(faults) == 2 and "nowhere" in faults[0] and "a -> b -> c -> a" in faults[1]
