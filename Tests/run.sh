#!/usr/bin/env bash
# Installs what the tests need and runs every test. `RETORT_TESTS_VENV` names a virtual environment to keep between runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

need() { # need PROGRAM-OR-FILE PACKAGE…
    if [[ $1 == /* ]]; then [ -e "$1" ] && return; else command -v "$1" >/dev/null && return; fi
    missing+=("${@:2}")
}

say "what the tests need"
missing=()
need /usr/include/sqlite3.h libsqlite3-dev
need shellcheck shellcheck
need python3 python3 python3-venv
if [ ${#missing[@]} -gt 0 ]; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
venv=${RETORT_TESTS_VENV:-$PWD/.build/test-venv}
stamp=$venv/requirements.txt
if ! cmp -s Tests/requirements.txt "$stamp"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check -r Tests/requirements.txt
    cp Tests/requirements.txt "$stamp"
fi

say "formatting and scripts"
swift format lint --strict --recursive --parallel Package.swift Sources Tests
shellcheck Clients/install.sh Tests/run.sh .ci/run

say "units (Swift)"
swift build --build-tests 2>&1 | grep -vE '^\[|^$' || true
swift test --skip-build 2>&1 | grep -vE '^(◇|✔ Test |↳|\[)' || [ "${PIPESTATUS[0]}" = 0 ]

say "the release binary"
flags=(-c release --product retort -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s)
swift build "${flags[@]}" 2>&1 | grep -vE 'dlopen|^$|^\[' || [ "${PIPESTATUS[0]}" = 0 ]
RETORT=$(swift build "${flags[@]}" --show-bin-path)/retort
export RETORT

say "the pack, and the program from end to end (Python)"
"$venv/bin/python" -m pytest -q -p no:cacheprovider Tests/PackTests Tests/EndToEndTests
