"""The manual page, through the programs that people read it with."""
import re
import subprocess

import pytest

SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]


@pytest.fixture
def page(home):
    path = home.path / "retort.1"
    path.write_text(home.run("man"))
    return path


def run(*words, env=None):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=env)
    return done.stdout, done.stderr


@pytest.fixture
def lines(page):
    """As `man` shows it."""
    shown, complaints = run("man", "-l", str(page), env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANPAGER": "cat"})
    assert complaints == ""
    # Words stand at their places; no line is spread to the margin where it is a heading or an example.
    return shown.splitlines()


def test_roff_and_its_readers_have_nothing_to_complain_of(page):
    for device in ["utf8", "ascii"]:
        assert run("groff", "-man", "-ww", "-z", f"-T{device}", str(page)) == ("", "")
    assert run("mandoc", "-T", "lint", str(page)) == ("", "")
    # What apropos and whatis will say.
    assert run("lexgrog", str(page))[0].endswith('"retort - answers "what is this?", asks what is fading, and keeps what you know"\n')


def test_it_has_every_section_and_what_can_be_copied_is_as_it_is_typed(lines):
    assert [line for line in lines if line and not line.startswith(" ")][1:-1] == SECTIONS
    for line in [
        "       retort COMMAND [OPTION...] [WORDS...]",
        "       retort card suspend|unsuspend|bury|flag|unflag|reset",
        "              --depth line|card|deep",
        """           retort call concept/lookup '{"query": "blueprint", "limit": 1}'""",
        "       ~/.local/share/retort/log/",
        "       3      no daemon could be reached or started",
        "       bash(1), zsh(1), fish(1), tmux(1), nc(1)",
    ]:
        assert line in lines, line


def test_every_command_with_all_that_its_help_tells(home, page):
    # Words alone, without what is struck twice: lines break elsewhere in a manual.
    manual = " ".join(re.sub(r".\x08", "", run("mandoc", "-T", "ascii", str(page))[0]).split())
    commands = [line.split()[1] for line in home.run("--help").splitlines()[3:] if re.match(r"retort [a-z]+( |$)", line)]
    assert len(commands) > 20 and {"lookup", "quiz", "pack", "completions"} < set(commands)
    for command in commands:
        usage, _, words, *rest = home.run(command, "--help").splitlines()
        assert f"{usage.replace('…', '...')} {words}" in manual
        for line in rest:
            option = re.match(r"  (--\S+)", line)
            assert not option or option[1] in manual, (command, line)
