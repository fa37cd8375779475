#!/bin/sh
# Installs this extension in every VS Code and VSCodium on PATH; with --uninstall takes it out again, with --pack FILE writes it
# as a .vsix.
set -eu

here=$(cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# A .vsix is a zip whose folder `extension` is the extension.
mkdir "$work/extension"
cp -- "$here"/*.js "$here/package.json" "$here/README.md" "$work/extension"
(cd "$work" && python3 -m zipfile -c retort.vsix extension)

if [ "${1-}" = --pack ] && [ $# = 2 ]; then
    cp -- "$work/retort.vsix" "$2"
    exit
fi
if [ $# != 0 ] && [ "$*" != --uninstall ]; then
    echo "usage: install.sh [--uninstall | --pack FILE]" >&2
    exit 2
fi
found=
for program in code code-insiders codium; do
    command -v "$program" >/dev/null || continue
    found=yes
    case $# in
        0) "$program" --install-extension "$work/retort.vsix" --force ;;
        *) "$program" --uninstall-extension retort.retort ;;
    esac
done
if [ -z "$found" ]; then
    echo "code, code-insiders and codium are not on PATH; --pack FILE writes what VS Code's \"Install from VSIX\" takes" >&2
    exit 1
fi
