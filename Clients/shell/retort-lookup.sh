#!/bin/sh
# Looks something up with nothing but a POSIX shell and nc: an example for clients of your own. Protocol/ tells what else can be
# asked. The exit status is that of `retort lookup`: 0 found, 1 not found or refused, 2 no words, 3 no daemon.
#
#     retort-lookup.sh WORDS...
set -eu
LC_ALL=C
export LC_ALL

fail() { printf '%s: %s\n' "${0##*/}" "$2" >&2; exit "$1"; }

# Where the daemon listens.
find_socket() {
    state=${RETORT_DATA:+$RETORT_DATA/.state}
    [ -n "$state" ] || set -- "${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/retort/retort.sock}"
    set -- "$@" "${state:-${XDG_STATE_HOME:-${HOME:?is not set}/.local/state}/retort}/run/retort.sock"
    [ -z "${RETORT_SOCKET-}" ] || set -- "$RETORT_SOCKET"
    for socket in "$@"; do [ ! -S "$socket" ] || return 0; done
    return 1
}

# A text inside a JSON string. Control characters but tab and line feed are left out.
escaped() {
    printf '%s' "$1" | tr -d '\000-\010\013-\037' |
        awk '{ gsub(/[\\"]/, "\\\\&"); gsub(/\t/, "\\t"); printf "%s%s", (NR > 1 ? "\\n" : ""), $0 }'
}

# One line there, one line back. nc is to say that no more comes (-N); one that cannot is ended by a second of silence.
ask() {
    end='-w 1'
    if nc -h 2>&1 | grep -q '^[[:space:]]*-N[[:space:]]'; then end=-N; fi
    # shellcheck disable=SC2086 # -w and its number are two words
    printf '%s\n' "$1" | nc $end -U "$socket" 2>/dev/null
}

# The strings that a key has in a JSON text, one after the other. Inside of strings no quotation mark stands alone, so none is missed
# or mistaken.
values() { # values KEY JSON
    printf '%s\n' "$2" | awk -v key="\"$1\":" '{
        while (match($0, key "\"([^\"\\\\]|\\\\.)*\"")) {
            text = substr($0, RSTART + length(key) + 1, RLENGTH - length(key) - 2)
            $0 = substr($0, RSTART + RLENGTH)
            plain = ""
            while (match(text, /\\./)) {
                mark = substr(text, RSTART + 1, 1)
                plain = plain substr(text, 1, RSTART - 1) (mark == "n" ? "\n" : mark == "t" ? " " : mark == "u" ? "?" : mark)
                text = substr(text, RSTART + (mark == "u" ? 6 : 2))
            }
            print plain text
        }
    }'
}

[ $# -gt 0 ] || fail 2 "say what to look up, as in: ${0##*/} blueprint"
find_socket || fail 3 "no daemon runs; any retort command starts it, like: retort status"
params="{\"query\":\"$(escaped "$*")\",\"limit\":1}"
answer=$(ask "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"concept/lookup\",\"params\":$params}") || true
case $answer in
    '') fail 3 "no daemon answers at $socket; any retort command starts it, like: retort status" ;;
    *'"error":{'*) fail 1 "$(values message "$answer")" ;;
    *'"confident":true'*)
        values title "$answer" | head -n 1
        values summary "$answer" | fold -s -w 79
        ;;
    *)
        printf 'nothing for "%s"; nearest:\n' "$*"
        values title "${answer#*\"nearest\":}" | sed 's/^/  /'
        exit 1
        ;;
esac
