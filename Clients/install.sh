#!/usr/bin/env bash
# Builds Retort and installs it under ${PREFIX:-$HOME/.local}; `--help` says what else it does.
# Everything is noted in lib/retort/installed-files before it is made, and so can be taken back from any point on.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
case $here in
    # The installed copy, which has nothing to build.
    */lib/retort/clients) source="" prefix=${here%/lib/retort/clients} ;;
    *) source=${here%/*} prefix=${PREFIX:-${HOME:?HOME is not set}/.local} ;;
esac
prefix=$(realpath -ms -- "$prefix")
# Not under share/retort: with the usual prefix that is where the user's own logs and packs are.
clients=$prefix/lib/retort/clients

say() { printf '%s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

usage() {
    cat <<END
./Clients/install.sh                    builds, installs under \$PREFIX ($prefix), shows what it could switch on
./Clients/install.sh --with vim,bash    switches these on as well, and only that once it is installed
./Clients/install.sh --without vim      takes that back
./Clients/install.sh --uninstall        takes everything back; your own files stay
    --with everything    all that are found here, of: ${names[*]}
    --dry-run            prints what would be done and does nothing
    --binary FILE        installs this binary instead of building one, for packagers
END
}

# shellcheck source=Clients/record.sh
. "$here/record.sh"
# shellcheck source=Clients/switch.sh
. "$here/switch.sh"

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

build() {
    need_toolchain
    need_sqlite
    say "building; this takes a few minutes the first time"
    # Warnings of the static C library about dlopen do not concern what Retort calls.
    (cd "$source" && swift build -c release --product retort -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s 2>&1) |
        grep -vE "dlopen|^$" | sed 's/^/  /'
    binary=$(cd "$source" && swift build -c release --product retort -Xswiftc -static-executable --show-bin-path)/retort
}

# A running daemon would go on with the old binary. (Editors bring it up again at any moment; so it is stopped once the new one is there.)
stop_daemon() {
    if [ -x "$prefix/bin/retort" ]; then "$prefix/bin/retort" stop >/dev/null 2>&1 || true; fi
}

# All files that are installed, as MODE, FILE and where it goes under the prefix, between tabs.
files() {
    printf '%s\t%s\t%s\n' 755 "$binary" bin/retort
    tree "$source/Sources/Packs" lib/retort/packs
    tree "$here" lib/retort/clients
    tree "$source/Protocol" share/doc/retort/Protocol
    # Those that are made here.
    tree "$work/made" share
}

tree() { # tree FOLDER PLACE
    [ -d "$1" ] || return 0
    find "$1" -name __pycache__ -prune -o -type f ! -name '.*' ! -path '*/pictures/*.py' -printf "%m\t%p\t$2/%P\n" |
        sed -E 's/^7[0-7]+/755/; s/^[0-6][0-7]+/644/' | LC_ALL=C sort -t $'\t' -k 3
}

# What is not in the source as it stands: completions and the man page, which the program knows, units with their paths, and the
# README without what is for who has the source.
make_files() {
    local made=$work/made unit text
    mkdir -p "$made/bash-completion/completions" "$made/zsh/site-functions" "$made/fish/vendor_completions.d" "$made/man/man1" \
        "$made/doc/retort"
    text=$(<"$source/README.md")
    text=${text%%$'\n## Under the bonnet'*}
    printf '%s\n' "${text//'./Clients/install.sh --'/"$clients/install.sh --"}" >"$made/doc/retort/README.md"
    "$binary" completions bash >"$made/bash-completion/completions/retort"
    "$binary" completions zsh >"$made/zsh/site-functions/_retort"
    "$binary" completions fish >"$made/fish/vendor_completions.d/retort.fish"
    "$binary" man >"$made/man/man1/retort.1"
    # systemd reads % as the beginning of a specifier.
    local program="\"${prefix//%/%%}/bin/retort\"" line
    for unit in "$here"/systemd/*.{socket,service,timer}; do
        mkdir -p "$made/systemd/user"
        while IFS= read -r line; do printf '%s\n' "${line/'%h/.local/bin/retort'/"$program"}"; done <"$unit" >"$made/systemd/user/${unit##*/}"
    done
}

install_files() {
    begin_record
    local mode file place
    declare -A present=()
    files >"$work/files"
    while IFS=$'\t' read -r mode file place; do
        place=$prefix/$place
        # shellcheck disable=SC2034 # drop_files reads it
        present[$place]=yes
        if { [ -e "$place" ] || [ -L "$place" ]; } && ! is_noted retort file "$place"; then
            fail "$place is there already and was not installed from here; move it away, then start again"
        fi
        # A daemon that runs is not to see packs go and come.
        if [ -e "$place" ] && cmp -s -- "$file" "$place" && [[ $mode != 755 || -x $place ]]; then continue; fi
        make_folder "${place%/*}" || exit 1
        note retort file "$place"
        install -m "$mode" -- "$file" "$place.retort-new"
        mv -f -- "$place.retort-new" "$place"
    done <"$work/files"
    # What the documents lead to, where they look for it.
    client=retort mode=act
    link "$prefix/share/doc/retort/Clients" "$clients"
    link "$prefix/share/doc/retort/Sources/Packs" "$prefix/lib/retort/packs"
    # Files of an earlier version that this one no longer has.
    drop_files present
}

uninstall() {
    local unit file
    find_record || { say "nothing is installed under $prefix"; return; }
    # Whoever reads our output may stop reading; the removal goes on to its end all the same.
    trap '' PIPE
    say "removing:"
    if [ -z "$is_dry" ]; then
        if [ -x "$prefix/bin/retort" ] && "$prefix/bin/retort" remind status 2>/dev/null | grep -q '^reminders are on'; then
            "$prefix/bin/retort" remind off >/dev/null && say "  reminders, and what kept them going"
        fi
        # Also what somebody has switched on by hand; no link is to lead to a unit that is gone.
        for unit in retort.socket retort-remind.timer; do
            file=$(systemctl --user show -P FragmentPath "$unit" 2>/dev/null || true)
            # Another prefix has its own.
            if [[ -n $file && $(realpath -m -- "$file") == "$(realpath -m -- "$prefix")"/* ]]; then
                systemctl --user disable --now "$unit" >/dev/null 2>&1 || true
                systemctl --user clean --what=state "$unit" >/dev/null 2>&1 || true
            fi
        done
        stop_daemon
        # An editor that is open may bring it up again until the program is gone, and then only a copy can end it.
        if [ -x "$prefix/bin/retort" ]; then cp -- "$prefix/bin/retort" "$work/retort"; fi
    fi
    undo everything
    if [ -x "$work/retort" ]; then "$work/retort" stop >/dev/null 2>&1 || true; fi
    # What tools have made beside our files: compiled Lisp, tags of help pages, an extension's build.
    if [ -z "$is_dry" ] && is_noted retort folder "$clients"; then rm -rf -- "$clients"; fi
    end_record
    if [ -z "$is_dry" ] && has systemctl; then systemctl --user daemon-reload >/dev/null 2>&1 || true; fi
    say "kept: your logs and own packs in ${XDG_DATA_HOME:-$HOME/.local/share}/retort, your settings in ${XDG_CONFIG_HOME:-$HOME/.config}/retort"
    say "rebuilt when needed, safe to delete: ${XDG_CACHE_HOME:-$HOME/.cache}/retort, ${XDG_STATE_HOME:-$HOME/.local/state}/retort"
}

# Whether exactly this is installed already, so that only something is to be switched on or off.
is_installed() {
    find_record && [ -x "$prefix/bin/retort" ] && [ -d "$clients" ] &&
        { [ -z "$source" ] || diff -rq -x make.py -x __pycache__ "$here" "$clients" >/dev/null; }
}

install_all() {
    [ -n "$source" ] || fail "this copy has nothing to build from; start install.sh where Retort's source is"
    if [ -n "$is_dry" ]; then
        say "would build, and install under $prefix: bin/retort, its packs and clients, completions, a man page, units, documents"
        return
    fi
    [ -n "$binary" ] || build
    make_files
    install_files
    stop_daemon
    say "installed $prefix/bin/retort ($(du -h "$prefix/bin/retort" | cut -f1)) and $(grep -c $'^retort\tfile' "$record") files in all"
    case ":$PATH:" in *":$prefix/bin:"*) ;; *) say "add it to your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;; esac
}

main() {
    local action=install with="" without="" name
    binary="" is_dry="" is_new="" status=0
    while [ $# -gt 0 ]; do
        case $1 in
            --with | --without | --binary) [ $# -gt 1 ] || fail "$1 needs a value" ;;&
            --with) with+=,$2; shift ;;
            --with=*) with+=,${1#*=} ;;
            --without) without+=,$2; shift ;;
            --without=*) without+=,${1#*=} ;;
            --binary) binary=$(realpath -- "$2"); shift ;;
            --binary=*) binary=$(realpath -- "${1#*=}") ;;
            --dry-run) is_dry=yes ;;
            --uninstall) action=uninstall ;;
            --help | -h) usage; return ;;
            *) fail "unknown option $1; --help lists them" ;;
        esac
        shift
    done
    # These end a quotation in some configuration file or other.
    [[ $prefix != *[\'\"\\\$\`[:cntrl:]]* ]] || fail "PREFIX may hold no quotes, backslashes, dollar signs, tabs and line ends: $prefix"
    check_names "$with,$without"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT

    if [ $action = uninstall ]; then uninstall; return "$status"; fi
    if [ -n "$without" ]; then
        find_record || fail "nothing is installed under $prefix"
        for name in $(expand "$without"); do switch_off "$name"; done
        if [ -z "$with" ]; then return "$status"; fi
    fi
    if [ -n "$binary" ] || { [ -z "$with" ] && [ -n "$source" ]; } || ! is_installed; then
        install_all
        is_new=yes
        # Their blocks may say something else in this version.
        for name in $(switched_on); do switch_on "$name"; done
    fi
    for name in $(expand "$with"); do switch_on "$name"; done
    [ -n "$with" ] || offer
    if [ -n "$is_new" ] && [ -z "$is_dry" ]; then
        say ""
        if ! switched_on | grep -qx systemd; then
            say "no service was installed; it runs when you use it, and half an hour longer"
        fi
        say "\$ retort what is a blueprint"
        # Packs of one's own (RETORT_PACKS) need not know it.
        "$prefix/bin/retort" what is a blueprint || [ $? = 1 ] || status=1
    fi
    return "$status"
}

main "$@"
