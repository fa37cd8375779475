#!/usr/bin/env bash
# How long reading takes as a text doubles from 10 kB to 10 MB: Python, templates, and texts made to be expensive. Fails where a
# doubling takes more than twice the time. What is beyond the limit of a document (4 MB) is not read.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

mkdir -p .build/linear
mapfile -t sources < <(find Sources/Reading -name '*.swift' | sort)
swiftc -O -parse-as-library -package-name retort -module-name linear "${sources[@]}" Tests/Benchmarks/linear/Linear.swift \
    -o .build/linear/linear
.build/linear/linear Sources/Packs/flask/facts.tsv
