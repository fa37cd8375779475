#!/bin/sh
# Installs this extension in every VS Code and VSCodium on PATH; with --uninstall takes it out again.
set -eu

here=$(cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# A .vsix is a zip whose folder `extension` is the extension.
mkdir "$work/extension"
cp -- "$here"/*.js "$here/package.json" "$here/README.md" "$work/extension"
(cd "$work" && python3 -m zipfile -c retort.vsix extension)

found=
for program in code code-insiders codium; do
    command -v "$program" >/dev/null || continue
    found=yes
    case ${1-} in
        '') "$program" --install-extension "$work/retort.vsix" --force ;;
        --uninstall) "$program" --uninstall-extension retort.retort ;;
        *) echo "usage: install.sh [--uninstall]" >&2 && exit 2 ;;
    esac
done
if [ -z "$found" ]; then
    echo "there is no code, code-insiders or codium on PATH; in VS Code, \"Install from VSIX...\" takes $here/retort.vsix"
    cp -- "$work/retort.vsix" "$here/retort.vsix"
fi
