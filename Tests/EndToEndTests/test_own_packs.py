"""Packs that a person adds to their own folder, from a folder or with git, brings up to date, and removes again."""
import os
import shutil
import subprocess

import pytest

from home import TEA


@pytest.fixture
def knots(home):
    """A pack in the person's documents; on the PATH is git, whose settings are nobody's."""
    folder = home.path / "my documents/knots"
    folder.mkdir(parents=True)
    shutil.copytree(f"{TEA}/tea", folder, dirs_exist_ok=True)
    home.env |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
    return folder


def git(home, folder, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *identity, *words], cwd=folder, env=home.env, check=True, capture_output=True)


@pytest.fixture
def repository(home, knots):
    """The same under git's care, with what must not be run in it."""
    git(home, knots, "init", "--quiet")
    hook = knots / ".githooks/post-checkout"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch '{home.path}/executed'\n")
    hook.chmod(0o755)
    (knots / "secret.md").symlink_to("/etc/passwd")
    git(home, knots, "add", ".")
    git(home, knots, "commit", "--quiet", "-m", "one")
    bare = home.path / "remote/knots.git"
    bare.parent.mkdir()
    git(home, home.path, "clone", "--quiet", "--bare", str(knots), str(bare))
    git(home, knots, "remote", "add", "origin", str(bare))
    return bare


def own(home, name="knots"):
    return home.data / "packs" / name


def names(home):
    return [pack["name"] for pack in home.json("pack", "list")["packs"]]


def refused(home, *words):
    done = home.start(*words)
    assert (done.returncode, done.stdout) == (1, ""), done
    return done.stderr


def test_a_folder_is_copied_and_removed_and_what_is_known_of_its_cards_stays(home, knots):
    (knots / ".hidden").write_text("")
    (knots / "pictures").mkdir()
    (knots / "pictures/knot.png").write_bytes(b"\x89PNG")
    before = {path: path.read_bytes() for path in knots.rglob("*") if path.is_file()}
    assert home.run("pack", "add", str(knots)) == f"knots added: 2 concepts, 4 cards\nin {own(home)}\n"
    assert names(home) == ["tea", "knots"]
    assert {path.relative_to(own(home)) for path in own(home).rglob("*") if path.is_file()} == {
        path.relative_to(knots) for path in before if path.name != ".hidden"} | {(own(home) / ".retort-added").relative_to(own(home))}
    card = "knots/steeping/call"
    home.call("review/grade", {"card": card, "grade": 4})
    known = home.call("review/why", {"card": card})
    assert home.run("pack", "remove", "knots") == (
        f"knots removed from {own(home)}\nwhat you know of its cards is kept, and is there again when the pack is added again\n")
    assert names(home) == ["tea"] and not own(home).exists()
    assert home.start("show", "knots/steeping").returncode == 1
    home.run("pack", "add", str(knots))
    assert home.call("review/why", {"card": card})["sentence"] == known["sentence"]
    assert [review["grade"] for review in home.call("review/history", {"card": card})["reviews"]] == [4]
    # The source is as it was, and nothing is left of the work.
    assert {path: path.read_bytes() for path in knots.rglob("*") if path.is_file()} == before
    assert os.listdir(home.data / "packs") == ["knots"]


def test_adding_again_brings_it_up_to_date_or_says_that_it_is(home, knots):
    added = home.json("pack", "add", str(knots))
    assert added == {
        "pack": "knots", "folder": str(own(home)), "outcome": "added", "concepts": 2, "cards": 4, "faults": 0}
    assert home.run("pack", "add", str(knots)) == f"knots is as it was: 2 concepts, 4 cards\nin {own(home)}\n"
    inode = own(home).stat().st_ino
    concept = next(path for path in knots.rglob("*.md") if path.stem == "steeping")
    concept.write_text(concept.read_text().replace("title: ", "title: Proper "))
    assert home.json("pack", "add", str(knots))["outcome"] == "updated"
    assert own(home).stat().st_ino != inode
    assert home.json("show", "knots/steeping")["title"].startswith("Proper ")
    concept.unlink()
    assert home.json("pack", "add", str(knots))["concepts"] == 1
    assert not list(own(home).rglob("steeping.md"))


def test_git_only_carries_the_files(home, repository, knots):
    for address in (str(repository), f"file://{repository}"):
        assert home.json("pack", "add", address)["outcome"] == "added"
        assert names(home) == ["tea", "knots"]
        assert home.json("pack", "add", address)["outcome"] == "unchanged"
        # Neither git's own folder nor hooks come along, and a link is text.
        assert not any(part.startswith(".git") for path in own(home).rglob("*") for part in path.parts)
        assert (own(home) / "secret.md").read_text() == "/etc/passwd"
        assert not (home.path / "executed").exists()
        if address == str(repository):
            home.run("pack", "remove", "knots")
    note = own(home) / ".retort-added"
    assert note.read_text().splitlines()[0] == f"file://{repository}"
    # History may be rewritten there; what counts is what the files say.
    (knots / "pack.md").write_text((knots / "pack.md").read_text().replace("title: Tea", "title: Knots"))
    git(home, knots, "commit", "--quiet", "-a", "--amend", "-m", "another")
    git(home, knots, "push", "--quiet", "--force", "origin", "HEAD")
    assert home.json("pack", "add", f"file://{repository}")["outcome"] == "updated"
    assert [pack["title"] for pack in home.json("pack", "list")["packs"]] == ["Tea", "Knots"]


def test_what_is_no_pack_or_cannot_be_reached_is_refused_and_leaves_nothing(home, knots):
    empty = home.path / "empty"
    empty.mkdir()
    assert refused(home, "pack", "add", str(empty)) == f"retort: {empty} is no pack: there is no pack.md in it\n"
    assert refused(home, "pack", "add", "/nowhere/knots") == (
        "retort: there is no folder /nowhere/knots, and git clones only addresses and what ends in .git\n")
    assert refused(home, "pack", "add", "/nowhere/knots.git").endswith("retort: git could not clone /nowhere/knots.git\n")
    # The words of a person are never git's options, nor a command that it runs.
    executed = home.path / "executed"
    assert "has no option --upload-pack" in home.start("pack", "add", f"--upload-pack=touch {executed}.git").stderr
    assert refused(home, "pack", "add", "--", f"-u touch {executed}.git") == f"retort: -u touch {executed}.git is no address\n"
    assert "git could not clone ext::" in refused(home, "pack", "add", f"ext::sh -c touch% {executed} .git")
    assert not executed.exists()
    without_git = home.path / "bin"
    without_git.mkdir()
    done = home.start("pack", "add", "https://example.org/knots.git", env={"PATH": str(without_git)})
    assert done.stderr == "retort: cannot start git: No such file or directory; git is what carries packs from elsewhere\n"
    assert os.listdir(home.data / "packs") == [] and names(home) == ["tea"]
    assert "a folder, or an address that git knows is missing" in home.start("pack", "add").stderr


def test_a_name_that_is_taken_is_refused_and_another_can_be_given(home, knots):
    assert refused(home, "pack", "add", f"{TEA}/tea") == (
        f"retort: there is a pack tea already, in {TEA}/tea; add this one under another: --name NAME\n")
    assert home.json("pack", "add", f"{TEA}/tea", "--name", "Afternoon Tea!")["pack"] == "afternoon-tea"
    home.run("pack", "add", str(knots))
    other = home.path / "elsewhere/knots"
    shutil.copytree(knots, other)
    assert refused(home, "pack", "add", str(other)) == (
        f"retort: there is a pack knots from {knots} already, in {own(home)}; add this one under another: --name NAME\n")
    mine = own(home, "mine")
    shutil.copytree(knots, mine)
    assert refused(home, "pack", "add", str(knots), "--name", "mine") == (
        f"retort: there is a pack mine of your own already, in {mine}; add this one under another: --name NAME\n")
    assert "holds no letters a pack's name can have" in refused(home, "pack", "add", str(knots), "--name", "../..")
    # What was put there by hand is seen a moment later, or now.
    home.run("pack", "refresh")
    assert names(home) == ["tea", "afternoon-tea", "knots", "mine"]


def test_what_was_edited_here_is_neither_written_over_nor_deleted_unasked(home, knots):
    home.run("pack", "add", str(knots))
    edited = own(home) / "pack.md"
    edited.write_text(edited.read_text() + "\nMine.\n")
    assert refused(home, "pack", "add", str(knots)) == (
        f"retort: you have changed {own(home)} since it was added, which would be lost; move it away, or: retort pack remove knots --yes\n")
    sentence = (f"retort: {own(home)} was made here or changed since it was added, and may exist nowhere else; to delete it: "
                "retort pack remove knots --yes\n")
    assert refused(home, "pack", "remove", "knots") == sentence
    assert edited.read_text().endswith("\nMine.\n")
    home.run("pack", "remove", "knots", "--yes")
    document = home.path / "knots.txt"
    document.write_text("1. What is a bowline?\nA loop that does not slip.\n2. What is a hitch?\nA knot to a post.\n")
    assert home.json("import", str(document))["pack"] == "knots"
    assert refused(home, "pack", "remove", "knots") == sentence


def test_only_packs_of_the_own_folder_are_removed(home, knots):
    assert refused(home, "pack", "remove", "tea", "--yes") == (
        f"retort: tea is no pack of your own but in {TEA}/tea, where nothing is removed\n")
    assert refused(home, "pack", "remove", "tee") == 'retort: no pack is named "tee"; did you mean "tea"?\n'
    for name in ("../packs/knots", ".", "..", ".adding", "/"):
        assert refused(home, "pack", "remove", name, "--yes") == f'retort: no pack is named "{name}"\n'
    # Of a link only the link goes.
    own(home).parent.mkdir(parents=True, exist_ok=True)
    own(home).symlink_to(knots)
    home.run("pack", "refresh")
    assert names(home) == ["tea", "knots"]
    home.run("pack", "remove", "knots", "--yes")
    assert (knots / "pack.md").exists() and not own(home).is_symlink()


def test_faults_are_told_and_the_rest_is_added(home, knots):
    (knots / "broken.md").write_text("no front matter\n")
    said = home.run("pack", "add", str(knots)).splitlines()
    assert said[:2] == ["knots added: 2 concepts, 4 cards", f"in {own(home)}"]
    assert said[2].startswith(f"{own(home)}/broken.md:1: ") and said[-1] == (
        f"{len(said) - 3} {'fault' if len(said) == 4 else 'faults'}; what they concern may be left out")


def test_what_an_interrupted_addition_left_is_cleared_away(home, knots):
    left = home.data / "packs/.adding/knots"
    left.mkdir(parents=True)
    (left / "pack.md").write_text("half")
    home.run("pack", "add", str(knots))
    assert os.listdir(home.data / "packs") == ["knots"]
