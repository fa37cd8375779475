"""`Clients/install.sh` in a home with dotfiles of every nasty kind: what is switched on works in the real tool, and what is taken
back leaves the home as it was, byte for byte, wherever the installation was interrupted.

`RETORT_KILLS=1` interrupts it at every step in both ways; the gate is content with most of them in one of two.
"""
import ctypes
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time

import pexpect
import pytest

from home import BINARY, ROOT, TEA

KILLS = "RETORT_KILLS" in os.environ
NAMES = "bash zsh fish tmux vim neovim emacs vscode kate kakoune helix sublime zed systemd"
# The person's own, which stays and is named.
OWN = {".local/share/retort", ".config/retort", ".cache/retort", ".local/state/retort"}


def tree(folder):
    """Everything below a folder but the person's own data: kind, mode and number of names, and what is in it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if any(name == own or name.startswith(own + "/") for own in OWN):
            continue
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            found[name] = ("link", os.readlink(path))
        elif stat.S_ISDIR(mode):
            found[name] = ("folder", oct(mode), "")
        else:
            found[name] = (oct(mode), path.lstat().st_nlink, hashlib.sha256(path.read_bytes()).hexdigest())
    return found


class Account:
    """A home of its own with a space in its name, and the script in it."""

    def __init__(self, folder, source):
        self.folder = folder
        self.source = source
        self.home = folder / "a home"
        self.home.mkdir()
        self.env = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm"}
        self.user = None

    prefix = property(lambda self: self.home / ".local")
    clients = property(lambda self: self.prefix / "lib/retort/clients")
    script = property(lambda self: str(self.source / "Clients/install.sh"))

    def write(self, name, content, mode=0o644):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        return path

    def start(self, *words, env=None, script=None, **more):
        if self.user:
            more |= {"user": self.user, "group": self.user, "extra_groups": []}
        return subprocess.run(
            [script or self.script, *words], env={**self.env, **(env or {})}, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="surrogateescape", timeout=280, **more)

    def run(self, *words, status=0, **more):
        done = self.start(*words, **more)
        assert done.returncode == status, done.stdout
        return done.stdout

    def install(self, *words, **more):
        return self.run("--binary", BINARY, *words, **more)

    def close(self):
        retort = self.prefix / "bin/retort"
        if retort.exists():
            subprocess.run([retort, "stop"], env=self.env, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def source():
    """What the script installs from, with a small part of the pack: with all of it each of many installations would take longer."""
    source = pathlib.Path(tempfile.mkdtemp(prefix="retort-", dir="/tmp"))
    source.chmod(0o755)
    shutil.copytree(ROOT / "Clients", source / "Clients")
    for name in ("pack.md", "blueprints"):
        (source / "Sources/Packs/flask").mkdir(parents=True, exist_ok=True)
        found = ROOT / "Sources/Packs/flask" / name
        (shutil.copytree if found.is_dir() else shutil.copy)(found, source / "Sources/Packs/flask" / name)
    (source / "Protocol").mkdir()
    shutil.copy(ROOT / "Protocol/README.md", source / "Protocol")
    shutil.copy(ROOT / "README.md", source)
    yield source
    shutil.rmtree(source)


@pytest.fixture
def account(source):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="retort-", dir="/tmp"))
    account = Account(folder, source)
    yield account
    account.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def nasty(account):
    """Dotfiles that are links, have no last line feed, other line ends, no text, a second name, a mode of their own; and a stand-in
    for VS Code, which looks into an extension that it is given."""
    code = account.folder / "programs/code"
    code.parent.mkdir()
    code.write_text("""#!/bin/sh
case $1 in
--install-extension) python3 -m zipfile -t "$2" >~/.vscode/extensions/retort.retort ;;
--uninstall-extension) rm ~/.vscode/extensions/"$2" ;;
esac
""")
    code.chmod(0o755)
    account.env["PATH"] = f"{code.parent}:{account.env['PATH']}"
    (account.home / ".vscode/extensions").mkdir(parents=True)
    account.write("dotfiles/bash/bashrc", b"# no end: \xc3\xa9\xf0\x9f\x98\x80 \xff", 0o640)
    (account.home / ".bashrc").symlink_to("dotfiles/bash/bashrc")
    (account.home / ".bash_profile").write_text(". ~/.bashrc\n")
    account.write("dotfiles/zshrc", b"autoload -Uz compinit\ncompinit -D -u\n")
    os.link(account.home / "dotfiles/zshrc", account.home / ".zshrc")
    account.write(".tmux.conf", b"")
    account.write("dotfiles/my emacs/init.el", b";;; -*- lexical-binding: t -*-\r\n(setq inhibit-startup-screen t)\r\n", 0o600)
    (account.home / ".emacs.d").symlink_to("dotfiles/my emacs")
    account.write(".config/kak/kakrc", b"# \0 in a comment\n", 0o666)
    account.write(".config/kate/lspclient/settings.json", b'{ "servers": { "c": { "command": ["clangd"] } } }')
    (account.home / "dotfiles/vim").mkdir()
    (account.home / ".vim").symlink_to("dotfiles/vim")
    (account.home / ".config/systemd/user").mkdir(parents=True)
    for folder in (".local/share", ".local/state", ".cache"):
        (account.home / folder).mkdir(parents=True)
    return account


def block(account, client, *lines, comment="#", joint=""):
    """A block as it stands in a file."""
    return "\n".join([
        f"{comment} >>> retort >>>", f"{comment} taken out again{joint} by: {account.clients}/install.sh --without {client}", *lines,
        f"{comment} <<< retort <<<"]) + "\n"


def test_everything_and_back(nasty):
    before = tree(nasty.home)
    nasty.install("--with", "everything")
    after = tree(nasty.home)
    for name in before:
        # Nothing but blocks in files that were there; no link has become a file, no mode has changed.
        assert after[name][:-1] == before[name][:-1], name
        if after[name] != before[name]:
            text = (nasty.home / name).read_bytes()
            assert text.count(b">>> retort >>>") == 1 and text.count(b"<<< retort <<<") == 1, name
    assert (nasty.home / ".vscode/extensions/retort.retort").read_text() == "Done testing\n"
    files = sum(line.startswith("retort\tfile") for line in (nasty.prefix / "lib/retort/installed-files").read_text().splitlines())
    said = nasty.run("--uninstall")
    assert tree(nasty.home) == before
    # Each of the person's files is named; those that were installed, and the two links among them, are counted.
    lines = said.splitlines()
    for name in ("dotfiles/bash/bashrc", ".zshrc", ".tmux.conf", "dotfiles/my emacs/init.el", ".config/kak/kakrc"):
        assert f"  the block in {nasty.home}/{name}" in lines
    assert f"  {nasty.home}/.vim/pack/retort/start/retort" in lines and f"  {nasty.prefix}/bin/retort" not in lines
    (counts,) = [line for line in lines if line.startswith(f"  under {nasty.prefix} the files that were installed, 1 in bin, ")]
    assert sum(map(int, re.findall(r"(\d+) in ", counts.removeprefix(f"  under {nasty.prefix}")))) == files + 2
    kept = [line for line in said.splitlines() if line.startswith(("kept: ", "rebuilt when needed"))]
    assert kept == [
        f"kept: your logs and own packs in {nasty.home}/.local/share/retort, your settings in {nasty.home}/.config/retort",
        f"rebuilt when needed, safe to delete: {nasty.home}/.cache/retort, {nasty.home}/.local/state/retort"]
    assert nasty.run("--uninstall") == f"nothing is installed under {nasty.prefix}\n"
    assert tree(nasty.home) == before


def test_what_is_switched_on_works_in_the_real_tools(nasty):
    """Each tool starts as a person starts it, with the dotfiles of the home."""
    env = {**nasty.env, "PATH": f"{nasty.prefix}/bin:{nasty.env['PATH']}", "MANPAGER": "cat"}

    def told(*words):
        done = subprocess.run(words, env=env, cwd=nasty.home, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        return done.stdout.strip() or done.stderr.strip()

    def tell():
        return {
            "bash": told("bash", "-lic", "complete -p retort; type -t retort_look_up").splitlines(),
            "zsh": told("zsh", "-ic", "print -r -- ${_comps[retort]} ${+functions[retort_look_up]}"),
            "fish": [row for row in told("fish", "-ic", "functions -q retort_look_up; and complete -C 'retort docto'").splitlines()],
            "tmux": told("tmux", "-L", f"retort-{os.getpid()}", "-f", str(nasty.home / ".tmux.conf"), "start-server", ";", "show", "-gv",
                         "status-right", ";", "kill-server"),
            "vim": told("vim.basic", "-Nes", "-u", "/dev/null", "-i", "NONE", "-c", "verbose echo exists(':RetortHover')", "-c", "qall!"),
            "emacs": told("emacs", "--batch", "-l", str(nasty.home / ".emacs.d/init.el"), "--eval",
                          "(princ (list (fboundp 'retort-lookup) (and (memq 'retort-mode python-mode-hook) t)))"),
            "kakoune": told("kak", "-ui", "dummy", "-e", "echo -to-file /dev/stdout %opt{modelinefmt}; quit"),
            "man": told("man", "-w", "retort"),
        }

    tell()
    before = tree(nasty.home)
    nasty.install("--with", "everything")
    found = tell()
    assert found["bash"][0].endswith(" -F _retort retort") and found["bash"][1:] == ["function"]
    assert found["zsh"] == "_retort 1"
    assert [row.split("\t")[0] for row in found["fish"]] == ["doctor"]
    assert "/retort/status" in found["tmux"]
    assert found["vim"] == "2"
    assert found["emacs"] == "(t t)"
    assert found["kakoune"].startswith("%opt{retort_due} ")
    assert found["man"] == f"{nasty.prefix}/share/man/man1/retort.1"
    assert told("man", "-l", found["man"]).startswith("RETORT(1)")
    nasty.run("--uninstall")
    own = (".config/fish/", ".local/share/fish/")
    changed = {name for name in before.keys() | tree(nasty.home).keys() if tree(nasty.home).get(name) != before.get(name)}
    assert {name for name in changed if not name.startswith(own)} == set()


def test_a_home_with_nothing_in_it_has_only_the_own_data_in_it_afterwards(account):
    account.install("--with", "everything")
    account.run("--uninstall")
    assert set(tree(account.home)) == {".local", ".local/share", ".local/state", ".cache"}


def test_what_could_be_switched_on_is_shown_and_nothing_touched(nasty):
    dotfiles = tree(nasty.home)
    said = nasty.install()
    assert {name: what for name, what in tree(nasty.home).items() if name in dotfiles} == dotfiles
    assert "nothing of this was touched; to switch on: " in said
    bashrc = nasty.home / ".bashrc"
    change = f"--- {bashrc}\n+++ {bashrc}\n@@ -1 +1,6 @@\n"
    assert change in said
    # What is shown is what is done.
    patch = said[said.index(change):].encode("utf-8", "surrogateescape")
    copy = nasty.folder / "copy"
    shutil.copy(bashrc, copy)
    done = subprocess.run(["patch", "-s", str(copy)], input=patch.split(b"\n\n")[0] + b"\n", capture_output=True)
    nasty.run("--with", "bash")
    assert done.returncode == 0 and copy.read_bytes() == bashrc.read_bytes(), done


@pytest.mark.parametrize("work, words, state", [
    ("installing", ["--binary", BINARY], "before"), ("switching on", ["--with", "everything"], "installed"),
    ("removing", ["--uninstall"], "switched on"),
], ids=["installing", "switching on", "removing"])
def test_interrupted_at_any_step_everything_can_be_taken_back(nasty, work, words, state):
    """Each program that the script calls is a step: killed before it, or after it."""
    before = tree(nasty.home)
    shims = nasty.folder / "shims"
    shims.mkdir()
    count = nasty.folder / "count"
    for name in ("install", "mkdir", "mv", "cp", "ln", "rm", "cat", "rmdir", "stat", "readlink"):
        shim = shims / name
        shim.write_text(f"""#!/bin/sh
n=$(($(/bin/cat "{count}") + 1)); echo $n >"{count}"
[ $n != "$KILL_BEFORE" ] || kill -9 0
/bin/{name} "$@"; status=$?
[ $n != "$KILL_AFTER" ] || kill -9 0
exit $status
""")
        shim.chmod(0o755)

    def steps(words, kill=None, step=0):
        """How many there are; or, when one is given, up to there."""
        count.write_text("0")
        done = nasty.start(
            *words, start_new_session=True,
            env={"PATH": f"{shims}:{nasty.env['PATH']}", "KILL_BEFORE": "", "KILL_AFTER": ""} | ({kill: str(step)} if kill else {}))
        assert done.returncode == (-signal.SIGKILL if kill else 0), done.stdout
        return int(count.read_text())

    saved = nasty.folder / "saved"

    def back_to(state):
        shutil.rmtree(nasty.home)
        subprocess.run(["cp", "-a", saved / state, nasty.home], check=True)

    def save(state):
        subprocess.run(["cp", "-a", nasty.home, saved / state], check=True)

    saved.mkdir()
    save("before")
    last = {"installing": steps(["--binary", BINARY])}
    save("installed")
    last["switching on"] = steps(["--with", "everything"])
    save("switched on")
    last["removing"] = steps(["--uninstall"])
    assert tree(nasty.home) == before and all(count > 40 for count in last.values()), last
    # One file is installed or removed like another; where the person's own files are touched more steps are looked at.
    for step in range(1, last[work] + 1):
        each = 1 if KILLS else 3 if work == "switching on" or (work == "removing" and step < 90) else 40
        for kill in ("KILL_BEFORE", "KILL_AFTER") if KILLS else (("KILL_BEFORE", "KILL_AFTER")[step // each % 2],):
            if step % each:
                continue
            back_to(state)
            steps(words, kill, step)
            nasty.run("--uninstall")
            assert tree(nasty.home) == before, (work, kill, step, last)
    print(last)


def test_half_an_installation_is_completed_by_the_next(nasty):
    nasty.install("--with", "bash")
    whole = tree(nasty.home)
    (nasty.prefix / "bin/retort").unlink()
    (nasty.home / ".bashrc").resolve().write_bytes(b"# no end: \xc3\xa9\xf0\x9f\x98\x80 \xff")
    nasty.install("--with", "bash")
    assert tree(nasty.home) == whole


def test_twice_is_once(nasty):
    nasty.install("--with", "everything")
    once = tree(nasty.home)
    said = nasty.run("--with", "everything")
    assert tree(nasty.home) == once
    assert said.count("nothing to do") == len([line for line in said.splitlines() if line[:-1] in NAMES.split()])
    # Nothing was installed again.
    assert "installed " not in said
    nasty.install()
    assert tree(nasty.home) == once


def test_a_new_version_comes_file_by_file_and_nothing_is_missing_meanwhile(account):
    """A daemon that runs reads packs as they change: a concept that is gone for a moment may be taken for another one's past."""
    account.install()
    folder = account.prefix / "lib/retort/packs/flask/blueprints"
    same = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    concept = account.source / "Sources/Packs/flask/blueprints/blueprints.md"
    text = concept.read_text()
    libc = ctypes.CDLL(None)
    gone = libc.inotify_init1(os.O_NONBLOCK)
    # IN_MOVED_FROM | IN_DELETE
    assert libc.inotify_add_watch(gone, str(folder).encode(), 0x40 | 0x200) > 0
    try:
        concept.write_text(text + "\n")
        account.install()
    finally:
        concept.write_text(text)
    names = re.findall(rb"[a-z-]+\.md[.a-z-]*", os.read(gone, 1 << 16))
    os.close(gone)
    assert names == [b"blueprints.md.retort-new"]
    assert (folder / "blueprints.md").read_text() == text + "\n"
    assert {path.name for path, time in same.items() if path.stat().st_mtime_ns != time} == {"blueprints.md"}


def test_one_is_taken_back_and_the_others_stay(nasty):
    nasty.install("--with", "bash")
    one = tree(nasty.home)
    nasty.run("--with", "fish,emacs,kakoune")
    for name in ("fish", "emacs", "kakoune"):
        assert nasty.start("--without", name).returncode == 0
    assert tree(nasty.home).keys() == one.keys()
    assert {name for name, what in tree(nasty.home).items() if what != one[name]} <= {".local/lib/retort/installed-files"}


def test_the_installed_script_does_it_without_the_source(nasty):
    nasty.install()
    installed = tree(nasty.home)
    script = str(nasty.clients / "install.sh")
    nasty.run("--with", "bash", script=script)
    assert block(
        nasty, "bash", f". '{nasty.prefix}/share/bash-completion/completions/retort'", f". '{nasty.clients}/shell/retort.bash'",
        joint=" with the line end before it").encode() in (nasty.home / ".bashrc").read_bytes()
    nasty.run("--without", "bash", script=script)
    assert tree(nasty.home).keys() == installed.keys()
    assert "start install.sh where Retort's source is" in nasty.run("--binary", BINARY, script=script, status=1)
    nasty.run("--uninstall", script=script)
    assert not nasty.clients.exists()


def test_what_was_written_around_a_block_stays(nasty):
    nasty.install("--with", "bash,tmux,emacs")
    for name in (".bashrc", ".tmux.conf", ".emacs.d/init.el"):
        path = nasty.home / name
        path.write_bytes(b"# first\n" + path.read_bytes() + b"# last")
    nasty.run("--uninstall")
    assert (nasty.home / ".bashrc").read_bytes() == b"# first\n# no end: \xc3\xa9\xf0\x9f\x98\x80 \xff\n# last"
    assert (nasty.home / ".tmux.conf").read_bytes() == b"# first\n# last"
    assert (nasty.home / ".emacs.d/init.el").read_bytes() == (
        b"# first\n;;; -*- lexical-binding: t -*-\r\n(setq inhibit-startup-screen t)\r\n# last")


def test_a_file_that_was_made_for_a_block_goes_with_it_and_stays_with_what_was_added(account):
    account.install("--with", "bash,zsh")
    with open(account.home / ".zshrc", "a") as file:
        file.write("setopt autocd\n")
    account.run("--uninstall")
    assert not (account.home / ".bashrc").exists()
    assert (account.home / ".zshrc").read_text() == "setopt autocd\n"


def test_a_new_version_replaces_a_block_in_its_place(account):
    account.write(".zshrc", b"setopt autocd\n")
    account.install("--with", "zsh")
    path = account.home / ".zshrc"
    fresh = path.read_text()
    path.write_text(fresh.replace("fpath=", "oldpath=") + "setopt correct\n")
    account.install()
    assert path.read_text() == fresh + "setopt correct\n"
    account.run("--uninstall")
    assert path.read_text() == "setopt autocd\nsetopt correct\n"


def test_what_a_new_version_no_longer_has_goes(account):
    account.install()
    installed = tree(account.home)
    old = account.source / "Clients/old/deep/README.md"
    old.parent.mkdir(parents=True)
    old.touch()
    account.install()
    assert (account.clients / "old/deep/README.md").exists()
    shutil.rmtree(account.source / "Clients/old")
    account.install()
    assert tree(account.home).keys() == installed.keys()


def test_half_a_block_is_left_alone_and_said(account):
    path = account.write(".bashrc", b"ls\n")
    account.install("--with", "bash")
    broken = path.read_text().replace("# <<< retort <<<\n", "important\n")
    path.write_text(broken)
    sentence = f"in {path} the lines that mark Retort's block do not pair; left as it is, take the block out by hand"
    said = account.run("--uninstall", status=1)
    assert sentence in said and path.read_text() == broken
    path.write_text("ls\n")
    account.run("--uninstall")
    assert not (account.prefix / "lib").exists()


def test_files_of_the_person_s_own_are_not_replaced(nasty):
    theirs = nasty.write(".config/helix/languages.toml", b"theirs = true\n")
    link = nasty.home / ".local/share/nvim/site/pack/retort/start/retort"
    link.parent.mkdir(parents=True)
    link.symlink_to("/elsewhere")
    before = tree(nasty.home)
    said = nasty.install("--with", "helix,kate,neovim,sublime", status=1)
    for path in (theirs, nasty.home / ".config/kate/lspclient/settings.json"):
        assert f"{path} is yours, and this kind of file cannot be added to safely. Add this by hand:\n    " in said
    assert f"{link} is there already and not ours; left as it is" in said
    after = tree(nasty.home)
    assert {name: after[name] for name in before} == before
    # A file that we made and the person has changed is theirs as well.
    sublime = nasty.home / ".config/sublime-text/Packages/User/LSP.sublime-settings"
    sublime.write_text("{ \"mine\": true }")
    assert f"kept, since you have changed it: {sublime}" in nasty.run("--uninstall")
    sublime.unlink()
    shutil.rmtree(nasty.home / ".config/sublime-text")
    assert tree(nasty.home) == before


def test_an_editor_that_does_not_take_its_extension_is_told_of(nasty):
    (nasty.folder / "programs/code").write_text("#!/bin/sh\necho 'no display here'; exit 1\n")
    before = tree(nasty.home)
    said = nasty.install("--with", "vscode", status=1)
    assert "  VS Code did not take the extension: no display here\n" in said and "clients/vscode/README.md" not in said
    nasty.run("--uninstall")
    assert tree(nasty.home) == before


def test_a_program_that_is_there_already_is_not_replaced(account):
    theirs = account.write(".local/bin/retort", b"#!/bin/sh\n", 0o755)
    before = tree(account.home)
    assert account.install(status=1).endswith(
        f"install: {theirs} is there already and was not installed from here; move it away, then start again\n")
    account.run("--uninstall")
    assert tree(account.home) == before


@pytest.mark.parametrize("prefix", ["opt/two words", "täglich & 100%", ".local", "/nested/deep/er"])
def test_any_prefix(nasty, prefix):
    place = nasty.home / prefix.lstrip("/")
    before = tree(nasty.home)
    # A relative one is taken from where one stands.
    env = {"PREFIX": os.path.relpath(place, nasty.folder) if not prefix.startswith("/") else str(place)}
    nasty.install("--with", "everything", env=env)
    assert (place / "bin/retort").exists() and (place / "lib/retort/packs/flask/pack.md").exists()
    wanted = nasty.home / ".config/systemd/user/sockets.target.wants/retort.socket"
    assert wanted.resolve() == place / "share/systemd/user/retort.socket"
    # Unknown keys are only warned about, so that nothing may be said at all.
    (nasty.folder / "run").mkdir()
    units = sorted((place / "share/systemd/user").iterdir())
    said = subprocess.run(
        ["systemd-analyze", "--user", "verify", *units], env={**nasty.env, "XDG_RUNTIME_DIR": str(nasty.folder / "run")},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert (len(units), said.returncode, said.stdout + said.stderr) == (4, 0, "")
    assert f'ExecStart="{str(place).replace("%", "%%")}/bin/retort" serve' in (place / "share/systemd/user/retort.service").read_text()
    subprocess.run([place / "bin/retort", "stop"], env=nasty.env)
    nasty.run("--uninstall", env=env)
    assert tree(nasty.home) == before


def test_two_prefixes_keep_out_of_each_other_s_way(nasty):
    before = tree(nasty.home)
    other = {"PREFIX": str(nasty.home / "other")}
    nasty.install("--with", "bash")
    nasty.install("--with", "bash", env=other)
    # The block is the second one's now; what the first one takes back is its own.
    nasty.run("--uninstall")
    assert str(nasty.home / "other") in (nasty.home / ".bashrc").read_text(errors="replace")
    nasty.run("--uninstall", env=other)
    assert tree(nasty.home) == before


def test_a_dry_run_does_nothing(nasty):
    before = tree(nasty.home)
    said = nasty.run("--dry-run", "--with", "bash,vim")
    assert f"would build, and install under {nasty.prefix}: " in said and f"--- {nasty.home}/.bashrc\n" in said
    assert f"  new link {nasty.home}/.vim/pack/retort/start/retort -> {nasty.clients}/vim\n" in said
    assert tree(nasty.home) == before
    nasty.install("--with", "everything")
    (nasty.home / ".vim/pack/retort/start/retort").unlink()
    installed = tree(nasty.home)
    said = nasty.run("--dry-run", "--uninstall")
    assert f"  {nasty.prefix}/bin/retort\n" in said and f"  the block in {nasty.home}/dotfiles/bash/bashrc\n" in said
    nasty.run("--dry-run", "--without", "bash")
    nasty.run("--dry-run")
    assert tree(nasty.home) == installed


def test_unknown_names_and_options_are_told_before_anything_is_done(nasty):
    before = tree(nasty.home)
    assert nasty.install("--with", "vim,pico", status=1) == (
        f"install: there is no client \"pico\"; there are {NAMES}, and everything\n")
    assert nasty.run("--wiht", status=1) == "install: unknown option --wiht; --help lists them\n"
    assert nasty.run("--with", status=1) == "install: --with needs a value\n"
    assert nasty.run("--without", "vim", status=1) == f"install: nothing is installed under {nasty.prefix}\n"
    assert "may hold no quotes" in nasty.run(status=1, env={"PREFIX": "/tmp/o'neil"})
    assert "--dry-run" in nasty.run("--help")
    assert tree(nasty.home) == before


def test_a_file_that_may_not_be_written_is_one_sentence(nasty):
    (nasty.home / ".bashrc").resolve().chmod(0o440)
    before = tree(nasty.home)
    said = nasty.install("--with", "bash,fish", status=1)
    assert said.count(f"  {nasty.home}/.bashrc is read-only; left as it is\n") == 1
    assert "bash:\n" in said and "clients/shell/README.md\nfish:" not in said
    assert (nasty.home / ".config/fish/conf.d/retort.fish").is_symlink()
    nasty.run("--uninstall")
    assert tree(nasty.home) == before


def test_a_folder_that_may_not_be_written_is_one_sentence(nasty):
    if os.getuid() == 0:
        # Root may write everywhere.
        nasty.user = 65534
        for path in (nasty.folder, *nasty.folder.rglob("*")):
            os.chown(path, nasty.user, nasty.user, follow_symlinks=False)
    config = nasty.home / ".config"
    config.chmod(0o500)
    before = tree(nasty.home)
    assert f"cannot make the folder {config}/fish\n" in nasty.install("--with", "bash,fish", status=1)
    nasty.run("--uninstall")
    assert tree(nasty.home) == before
    config.chmod(0o755)
    (nasty.home / ".local").chmod(0o500)
    before = tree(nasty.home)
    assert nasty.install("--with", "bash", status=1) == f"install: cannot write in {nasty.prefix}\n"
    (nasty.home / ".local").chmod(0o755)


def test_asked_on_a_terminal_yes_switches_on_and_no_does_not(nasty):
    dotfiles = tree(nasty.home)
    child = pexpect.spawn(
        nasty.script, ["--binary", BINARY], env=nasty.env, cwd=nasty.folder, encoding="utf-8",
        codec_errors="replace", timeout=60)
    yes = {"fish", "emacs"}
    asked = []
    while child.expect([r"(\w+) is here\. Switched on, .*Switch it on\? \[y/N\] ", "retort what is a blueprint"]) == 0:
        asked.append(child.match.group(1))
        child.sendline("y" if asked[-1] in yes else "" if asked[-1] == "zsh" else "no")
    child.expect(pexpect.EOF)
    # pexpect's own end allows a tenth of a second for that, and is rude after it.
    child.wait()
    child.close()
    assert child.exitstatus == 0
    assert yes | {"bash", "zsh"} <= set(asked)
    changed = {name for name, what in tree(nasty.home).items() if what != dotfiles.get(name) and not name.startswith(".local")}
    assert changed == {
        ".config/fish", ".config/fish/conf.d", ".config/fish/conf.d/retort.fish", ".config/fish/completions",
        ".config/fish/completions/retort.fish", "dotfiles/my emacs/init.el"}
    nasty.run("--uninstall")
    assert tree(nasty.home) == dotfiles


def test_the_doctor_knows_what_is_switched_on_and_whether_it_still_holds(nasty):
    nasty.install("--with", "bash,vim,neovim")
    env = {**nasty.env, "PATH": f"{nasty.prefix}/bin:{nasty.env['PATH']}"}

    def clients():
        report = json.loads(subprocess.run(["retort", "doctor", "--json"], env=env, capture_output=True, timeout=60).stdout)
        return [(check["check"], check["words"], check.get("advice")) for check in report["checks"]
                if check["check"] == "clients" or check["check"] in NAMES.split()]

    assert clients() == [("clients", "switched on: bash, vim, neovim", None)]
    bashrc = (nasty.home / ".bashrc").resolve()
    bashrc.write_text("")
    link = nasty.home / ".local/share/nvim/site/pack/retort/start/retort"
    link.unlink()
    shutil.rmtree(nasty.clients / "vim")
    script = f"{nasty.clients}/install.sh"
    assert clients() == [
        ("bash", f"its block in {bashrc} is gone", f"{script} --with bash, or --without bash to leave it so"),
        ("vim", f"the link {nasty.home}/.vim/pack/retort/start/retort leads to {nasty.clients}/vim, which is gone",
         f"{script} --with vim, or --without vim to leave it so"),
        ("neovim", f"the link {link} is gone or leads elsewhere", f"{script} --with neovim, or --without neovim to leave it so"),
        ("clients", "switched on: bash, vim, neovim", None)]
    nasty.run("--with", "bash,neovim", script=script)
    nasty.run("--without", "vim", script=script)
    assert clients() == [("clients", "switched on: bash, neovim", None)]


def test_reminders_end_with_what_they_are_about(nasty):
    """With a stand-in for cron, since the real table belongs to whoever runs the tests."""
    table = nasty.folder / "table"
    table.write_text("0 0 * * * true\n")
    cron = nasty.folder / "cron/crontab"
    cron.parent.mkdir()
    cron.write_text(f"#!/bin/sh\ncase $1 in -l) cat '{table}' ;; -r) : >'{table}' ;; *) cat \"$1\" >'{table}' ;; esac\n")
    cron.chmod(0o755)
    nasty.env["PATH"] = f"{cron.parent}:{nasty.env['PATH']}"
    before = tree(nasty.home)
    nasty.install()
    subprocess.run([nasty.prefix / "bin/retort", "remind", "on"], env=nasty.env, check=True, capture_output=True)
    assert f"{nasty.prefix}/bin/retort' remind check" in table.read_text()
    assert "  reminders, and what kept them going\n" in nasty.run("--uninstall")
    assert table.read_text() == "0 0 * * * true\n"
    assert tree(nasty.home) == before
    nasty.install()
    assert "reminders, and" not in nasty.run("--uninstall")


def test_the_installed_documents_lead_somewhere_and_show_their_pictures(account):
    shutil.copy(ROOT / "Sources/Packs/README.md", account.source / "Sources/Packs")
    shutil.copytree(ROOT / "Protocol", account.source / "Protocol", dirs_exist_ok=True)
    account.install()
    readme = account.prefix / "share/doc/retort/README.md"
    text = readme.read_text()
    links = re.findall(r"\]\(([^):#]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
    places = [folder or picture for folder, picture in links]
    assert len([place for place in places if "pictures/" in place]) == 10 and "Clients/README.md" in places
    assert [place for place in places if not (readme.parent / place).exists()] == []
    # What it says to type is to be typed anywhere.
    (uninstall,) = re.findall(r"^.*install\.sh --uninstall$", text, re.MULTILINE)
    assert uninstall == f"{account.clients}/install.sh --uninstall"
    assert list(account.clients.rglob("*.py")) == []


def test_with_packs_of_ones_own_the_closing_question_may_find_nothing(account):
    said = account.install(env={"RETORT_PACKS": TEA})
    assert 'nothing for "what is a blueprint"' in said
    # A program that does not work is another matter.
    account.run("--uninstall")
    broken = account.write("broken", b"#!/bin/sh\n[ $1 != what ] || exit 3\n", 0o755)
    account.run("--binary", str(broken), status=1)


def test_it_says_what_runs_from_now_on(account):
    sentence = "no service was installed; it runs when you use it, and half an hour longer\n"
    assert account.install().count(sentence) == 1
    assert sentence not in account.install("--with", "systemd")
    assert sentence not in account.run("--with", "fish")


def test_uninstalling_under_an_open_editor_leaves_no_daemon(account):
    """The editor asks on and on, and its session brings up the daemon whenever there is none."""
    account.install()
    relay = subprocess.Popen(
        [account.prefix / "bin/retort", "lsp"], env=account.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    is_over = threading.Event()

    def ask():
        for number in itertools.count(1):
            method = "daemon/status" if number > 1 else "initialize"
            message = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": {"capabilities": {}} if number == 1 else {}})
            relay.stdin.write(f"Content-Length: {len(message)}\r\n\r\n{message}".encode())
            relay.stdin.flush()
            length = int(relay.stdout.readline().split()[1])
            relay.stdout.read(2 + length)
            if is_over.is_set():
                return

    editor = threading.Thread(target=ask)
    editor.start()
    try:
        account.run("--uninstall")
        state = account.home / ".local/state/retort"
        assert (state / "lock").exists()
        time.sleep(0.5)
        done = subprocess.run(["flock", "--nonblock", state / "lock", "true"], timeout=60)
        assert done.returncode == 0, "a daemon holds its lock"
    finally:
        is_over.set()
        editor.join(60)
        relay.stdin.close()
        relay.wait(60)
        relay.stdout.close()


def test_what_tools_have_built_beside_our_files_goes_with_them(nasty):
    before = tree(nasty.home)
    nasty.install("--with", "emacs")
    (nasty.clients / "emacs/retort.elc").touch()
    (nasty.clients / "vim/target").mkdir(parents=True)
    nasty.run("--uninstall")
    assert tree(nasty.home) == before
