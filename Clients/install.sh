#!/usr/bin/env bash
# Builds Retort and installs it under ${PREFIX:-$HOME/.local}. `--uninstall` removes exactly what was installed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=${PREFIX:-${HOME:?HOME is not set}/.local}
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
# Not under share/retort: with the usual prefix that is where the user's own logs and packs are.
list=$prefix/lib/retort/installed-files

say() { printf '%s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

# A running daemon would go on with the old binary.
stop_daemon() {
    if [ -x "$prefix/bin/retort" ]; then "$prefix/bin/retort" stop >/dev/null 2>&1 || true; fi
}

uninstall() {
    # Whoever reads our output may stop reading; the removal goes on to its end all the same.
    trap '' PIPE
    [ -f "$list" ] || { say "nothing is installed under $prefix"; return; }
    stop_daemon
    say "removing:"
    local file
    while IFS= read -r file; do
        [ -e "$prefix/$file" ] || continue
        rm -f "$prefix/$file"
        say "  $prefix/$file" 2>/dev/null || true
    done <"$list"
    rm -f "$list"
    if [ -d "$prefix/lib/retort" ]; then find "$prefix/lib/retort" -depth -type d -empty -delete; fi
    say "kept: your logs and own packs in ${XDG_DATA_HOME:-$HOME/.local/share}/retort"
    say "rebuilt when needed, safe to delete: ${XDG_CACHE_HOME:-$HOME/.cache}/retort, ${XDG_STATE_HOME:-$HOME/.local/state}/retort"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "this needs root: $* (no sudo found; run it yourself, then start again)"
    fi
}

need_toolchain() {
    command -v swift >/dev/null || fail "no Swift toolchain found; get Swift 6.2 or newer from swift.org, then start again"
    local version
    version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | grep -oE '[0-9]+\.[0-9]+')
    case $version in
        6.[2-9]* | [7-9].* | [1-9][0-9].*) ;;
        *) fail "Swift 6.2 or newer is needed, found ${version:-an unknown version}" ;;
    esac
}

need_sqlite() {
    local header
    for header in /usr/include/sqlite3.h /usr/local/include/sqlite3.h; do [ -f "$header" ] && return; done
    command -v apt-get >/dev/null || fail "sqlite3.h is missing; install your system's SQLite development package, then start again"
    say "installing libsqlite3-dev: the full-text index that Retort searches with"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libsqlite3-dev >/dev/null
}

put() { # put MODE FILE TARGET
    install -D -m "$1" "$2" "$prefix/$3"
    printf '%s\n' "$3" >>"$list.new"
}

build() {
    say "building; this takes a few minutes the first time"
    # Warnings of the static C library about dlopen do not concern what Retort calls.
    (cd "$here" && swift build -c release --product retort -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s 2>&1) |
        grep -vE "dlopen|^$" | sed 's/^/  /'
    binary=$(cd "$here" && swift build -c release --product retort -Xswiftc -static-executable --show-bin-path)/retort
}

install_files() {
    mkdir -p "$prefix/lib/retort"
    : >"$list.new"
    put 755 "$binary" bin/retort
    local file
    while IFS= read -r file; do
        put 644 "$here/Sources/Packs/$file" "lib/retort/packs/$file"
    done < <(cd "$here/Sources/Packs" && find . -type f ! -name '.*' | sed 's|^\./||' | sort)
    # Files of an earlier version that this one no longer has.
    if [ -f "$list" ]; then
        grep -vxFf "$list.new" "$list" | while IFS= read -r file; do rm -f "$prefix/$file"; done || true
    fi
    sort -u "$list.new" >"$list"
    rm -f "$list.new"
}

main() {
    case ${1:-} in
        --uninstall) uninstall; return ;;
        "") ;;
        *) fail "unknown option $1; say nothing, or --uninstall" ;;
    esac
    need_toolchain
    need_sqlite
    build
    stop_daemon
    install_files
    say "installed $prefix/bin/retort ($(du -h "$prefix/bin/retort" | cut -f1)) and $(wc -l <"$list") files in all"
    say "no service was installed; nothing runs until you use it, and it ends by itself half an hour after"
    case ":$PATH:" in *":$prefix/bin:"*) ;; *) say "add it to your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;; esac
    say ""
    say "\$ retort what is a blueprint"
    "$prefix/bin/retort" what is a blueprint
}

main "$@"
