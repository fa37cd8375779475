"""`retort hint`: a place in a file, or in what an editor has of it."""
import pytest

from home import Home, FLASK

TEXT = 'from flask import request\nlabel = "é😀"; page = request.args.get("page")\n'


@pytest.fixture(scope="module")
def home():
    home = Home(packs=FLASK)
    (home.path / "app.py").write_text("# nothing\n")
    yield home
    home.close()


def at(home, column, text=None, ending="\n"):
    """What is told of a place in the second line."""
    place = f"{home.path}/app.py:2:{column}"
    if text is None:
        return home.start("hint", place)
    return home.start("hint", "--stdin", place, input=text.replace("\n", ending))


def test_columns_are_characters_from_1(home):
    first = TEXT.splitlines()[1].index("args") + 1
    said = {column: at(home, column, TEXT).stdout.splitlines()[0] for column in range(first - 9, first + 6)}
    assert [said[column] for column in range(first, first + 4)] == ["flask.Request.args  Query string parameters"] * 4
    assert said[first - 9] == f"nothing known at {home.path}/app.py:2:{first - 9}"
    assert said[first - 8].startswith("flask.request  ")


def test_lines_may_end_with_carriage_returns(home):
    column = TEXT.splitlines()[1].index("args") + 1
    (home.path / "app.py").write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert at(home, column).stdout.startswith("flask.Request.args  ")
    assert at(home, column, TEXT, ending="\r\n").stdout.startswith("flask.Request.args  ")
    (home.path / "app.py").write_text("# nothing\n")


def test_the_text_of_an_editor_counts_and_the_file_is_not_needed(home):
    column = TEXT.splitlines()[1].index("args") + 1
    assert at(home, column).stdout == f"nothing known at {home.path}/app.py:2:{column}\n"
    assert home.start("hint", "--stdin", f"{home.path}/new.py:2:{column}", input=TEXT).stdout.startswith("flask.Request.args  ")


def test_a_place_that_is_none_is_refused(home):
    done = home.start("hint", "--stdin", f"{home.path}/app.py:9:1", input=TEXT)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"retort: {home.path}/app.py has 3 lines, not 9\n")
    assert home.start("hint", "app.py:2").stderr == 'retort: a place is FILE:LINE:COLUMN, counted from 1, not "app.py:2"\n'


def test_it_says_what_the_concept_is_the_pitfall_that_fits_and_where_to_read_on(home):
    lines = at(home, TEXT.splitlines()[1].index("args") + 1, TEXT).stdout.splitlines()
    assert lines[:2] == ["flask.Request.args  Query string parameters", "`request.args` holds what stands after the `?` of the URL."]
    assert lines[-3].startswith('Mind: `request.args["page"]`') and lines[-1].startswith("source: https://flask.palletsprojects.com/")
