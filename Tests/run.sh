#!/usr/bin/env bash
# Installs what the tests need and runs every test. `RETORT_TESTS_VENV` names a virtual environment to keep between runs.
set -euo pipefail
# The same wherever it is started: nobody is asked for anything, and what somebody has set for other programs does not count.
exec </dev/null
unset CDPATH PYTEST_ADDOPTS PYTHONPATH PYTHONHOME "${!XDG_@}" "${!GIT_@}"
export LC_ALL=C.UTF-8
if [ -z "${HOME:-}" ]; then
    HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
    export HOME
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
# What comes over the network is asked for once more before it is given up.
twice() { "$@" || { sleep 10 && "$@"; }; }

need() { # need PROGRAM-OR-FILE PACKAGE…
    if [[ $1 == /* ]]; then [ -e "$1" ] && return; else command -v "$1" >/dev/null && return; fi
    missing+=("${@:2}")
}

say "what the tests need"
missing=()
need /usr/include/sqlite3.h libsqlite3-dev
need shellcheck shellcheck
# The clients that the tests drive.
need vim.basic vim
need /usr/bin/nvim neovim
need emacs emacs-nox
need /usr/share/emacs/site-lisp/elpa-src elpa-eglot
need kate kate
need kak kakoune
need fish fish
need zsh zsh
need tmux tmux
need man man-db groff
need mandoc mandoc
need node nodejs
need nc netcat-openbsd
need busybox busybox
need notify-send libnotify-bin
need dunst dunst
need Xvfb xvfb
need xdotool xdotool
need dbus-run-session dbus dbus-daemon
need systemd-analyze systemd
need crontab cron
need patch patch
need git git
need python3 python3 python3-venv
# Debian keeps what makes virtual environments in a package of its own.
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
    # One source that cannot be reached is no reason to give up what the others have.
    as_root "${apt[@]}" update || true
    as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null
}
if [ ${#missing[@]} -gt 0 ]; then twice install; fi
venv=${RETORT_TESTS_VENV:-$PWD/.build/test-venv}
stamp=$venv/requirements.txt
if ! cmp -s Tests/requirements.txt "$stamp"; then
    python3 -m venv "$venv"
    twice "$venv/bin/pip" install -q --disable-pip-version-check -r Tests/requirements.txt
    cp Tests/requirements.txt "$stamp"
fi

say "formatting and scripts"
swift format lint --strict --recursive --parallel Package.swift Sources Tests
mapfile -t scripts < <(find Clients Tests -name '*.sh' -o -name '*.bash')
shellcheck -x .ci/run "${scripts[@]}"
zsh -n Clients/shell/retort.zsh
fish -n Clients/shell/retort.fish

# The output of a command without the lines that match; fails when the command fails.
without() { # without PATTERN COMMAND…
    "${@:2}" 2>&1 | { grep -vE "$1" || true; }
}

say "units (Swift)"
without '^\[|^$' swift build --build-tests
without '^(◇|↳|\[)|^✔ (Suite|Test [^r])|^✔ Test r[^u]' swift test --skip-build

say "the release binary"
flags=(-c release --product retort -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s)
without 'dlopen|^$|^\[' swift build "${flags[@]}"
RETORT=$(swift build "${flags[@]}" --show-bin-path)/retort
export RETORT

say "the pack, proved on real Flask"
"$venv/bin/python" -m pytest -q -p no:cacheprovider Tests/PackTests

# Each test has a home of its own, and waits more than it works: two at a time.
say "the program from end to end"
"$venv/bin/python" -m pytest -q -p no:cacheprovider -n 2 Tests/EndToEndTests

say "the real editors and shells"
"$venv/bin/python" -m pytest -q -p no:cacheprovider -n 2 Tests/ClientTests
