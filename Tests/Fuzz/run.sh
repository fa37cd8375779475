#!/usr/bin/env bash
# Feeds mutated Python and templates to the readers of code, with libFuzzer and the address sanitizer.
#
#   Tests/Fuzz/run.sh [INPUTS] [FOLDER…]     INPUTS 100000 unless given; real files under FOLDERs are the seeds
#
# Stops at the first crash, hang (5 s) or broken promise and leaves the input in .build/fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
inputs=${1:-100000}
shift || true
folders=("$@")
[ ${#folders[@]} -gt 0 ] || folders=(Tests Sources/Packs)

build=.build/fuzz
mkdir -p "$build/corpus" "$build/seeds"
mapfile -t sources < <(find Sources/Reading -name '*.swift' | sort)
swiftc -O -sanitize=fuzzer,address -parse-as-library -package-name retort -module-name fuzz \
    "${sources[@]}" Tests/Fuzz/Fuzz.swift -o "$build/fuzz" 2> >(grep -v "Cannot export local symbol" >&2)

# Seeds: eight bytes that say what to do, then the first part of a real file.
python3 - "$build/seeds" "${folders[@]}" <<'PYTHON'
import pathlib, random, re, sys

random.seed(7)
out, *folders = map(pathlib.Path, sys.argv[1:])
texts = [(0, path.read_bytes()) for folder in folders for path in folder.rglob("*.py")]
texts += [(1, path.read_bytes()) for folder in folders for path in folder.rglob("*.html")]
# The examples in the packs' Markdown.
for folder in folders:
    for path in folder.rglob("*.md"):
        for language, code in re.findall(rb"```(python|jinja|html)\n(.*?)```", path.read_bytes(), re.S):
            texts.append((0 if language == b"python" else 1, code))
random.shuffle(texts)
for number, (kind, text) in enumerate(texts[:3000]):
    start = random.choice([0, random.randrange(len(text) + 1)])
    (out / str(number)).write_bytes(bytes([kind]) + random.randbytes(7) + text[start : start + 1000])
PYTHON

cat >"$build/words" <<'WORDS'
"import "
"from "
"flask"
"def "
"class "
"lambda "
"async "
"await "
"with "
"\"\"\""
"f'"
":="
"{%"
"%}"
"{{"
"}}"
"{#"
"#}"
"url_for('"
"config['"
"\x0a    "
"\\\x0a"
WORDS
export FACTS=$PWD/Sources/Packs/flask/facts.tsv
# Leaks are Swift's own statics; one process, so that its end is the run's end.
ASAN_OPTIONS=detect_leaks=0 "$build/fuzz" -runs="$inputs" -max_len=1024 -timeout=5 -rss_limit_mb=2048 \
    -dict="$build/words" -artifact_prefix="$build/" -print_final_stats=1 "$build/corpus" "$build/seeds"
