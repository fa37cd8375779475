#!/usr/bin/env bash
# Measures the release binary: round trips beside a raw echo in the same run, process starts beside /bin/true, memory.
# Everything happens in a temporary home on this machine's own sockets, and stops by itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

flags=(-c release --product retort -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s)
swift build "${flags[@]}" >/dev/null 2>&1
retort=$(swift build "${flags[@]}" --show-bin-path)/retort
swift build -c release --package-path Tests/Benchmarks --scratch-path .build/bench >/dev/null
bench=$(swift build -c release --package-path Tests/Benchmarks --scratch-path .build/bench --show-bin-path)/bench

home=$(mktemp -d /tmp/retort-bench-XXXXXX)
trap 'HOME=$home "$retort" stop >/dev/null 2>&1; rm -rf "$home"' EXIT
export HOME=$home RETORT_PACKS=$PWD/Sources/Packs
unset XDG_RUNTIME_DIR XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_CONFIG_HOME RETORT_SOCKET RETORT_DATA RETORT_NOW
socket=$home/.local/state/retort/run/retort.sock
"$retort" status >/dev/null
"$bench" "$retort" "$socket"

# On idle cores a good part of a round trip is the kernel waking the other core; on one core what remains is the work.
"$retort" stop >/dev/null
"$bench" --hovers "$retort"
if command -v taskset >/dev/null; then
    core=$(($(nproc) - 1))
    printf '\nround trips and hovers with client, daemon and echo on one core\n'
    taskset -c "$core" "$retort" status >/dev/null
    taskset -c "$core" "$bench" "$retort" "$socket" --round-trips
    "$retort" stop >/dev/null
    taskset -c "$core" "$bench" --hovers "$retort"
fi
