# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables shared with install.sh
# Sourced by install.sh: the record of what was made, and the way back.
#
# One line for each thing: whom it was made for (`retort`, or a client's name), what it is, and its path, between tabs.
#   folder    removed when it is empty
#   file      installed; removed
#   link      removed while it leads into the prefix
#   own:SUM   a file of our own in the user's place; removed unless it was changed
#   block     a marked block in the user's file; cut out
#   extension what an editor installed, told by this script; taken out by it with --uninstall
#   made      the file did not exist before a block was put there; removed when it is empty

declare -A noted=()

# The record begins and ends beside the outermost folder that is made for it: at no moment is there a folder of ours that
# nothing tells of. Sets `base`, the nearest folder above `lib/retort` that is not ours.
find_base() {
    base=$prefix/lib/retort
    while [ ! -d "${base:-/}" ] || is_noted retort folder "$base"; do base=${base%/*}; done
}

# Reads the record, wherever it is; 1 when there is none.
find_record() {
    local folder=$prefix/lib/retort line
    noted=()
    record=$folder/installed-files
    while [ ! -f "$record" ]; do
        record=$folder/.retort-installed-files
        # Another prefix may have begun there, too.
        if [ -f "$record" ] && grep -qF "$prefix/lib/retort" "$record"; then break; fi
        [ -n "$folder" ] || return 1
        folder=${folder%/*}
    done
    while IFS= read -r line; do noted[$line]=yes; done <"$record"
}

begin_record() {
    local folder=$prefix/lib/retort lines=""
    if ! find_record; then
        find_base
        record=$base/.retort-installed-files
        while [ "$folder" != "$base" ]; do
            lines=retort$'\t'folder$'\t'$folder$'\n'$lines
            folder=${folder%/*}
        done
        { printf '%s' "$lines" >"$record"; } 2>/dev/null || fail "cannot write in ${base:-/}"
    fi
    mkdir -p -- "$prefix/lib/retort"
    [ "$record" = "$prefix/lib/retort/installed-files" ] || mv -- "$record" "$prefix/lib/retort/installed-files"
    find_record
}

# Removes the record of what is gone, and the folders it was in.
end_record() {
    [ -z "$is_dry" ] || return 0
    find_record
    if grep -qv $'\tfolder\t' "$record"; then
        say "not all could be taken back; $record knows what is left, --uninstall tries again"
        status=1
        return
    fi
    local folder folders
    mapfile -t folders < <(tac -- "$record" | cut -f 3)
    find_base
    rm -f -- "$prefix/lib/retort/installed-files.new"
    [ "$record" = "$base/.retort-installed-files" ] || mv -- "$record" "$base/.retort-installed-files"
    for folder in "${folders[@]}"; do rmdir -- "$folder" 2>/dev/null || true; done
    rm -f -- "$base/.retort-installed-files"
}

is_noted() { [ -n "${noted[$1$'\t'$2$'\t'$3]:-}" ]; }

note() { # note OWNER KIND PATH
    is_noted "$@" && return
    printf '%s\t%s\t%s\n' "$@" >>"$record"
    noted[$1$'\t'$2$'\t'$3]=yes
}

make_folder() { # with those above it
    [ -d "${1:-/}" ] && return
    make_folder "${1%/*}" || return 1
    note retort folder "$1"
    mkdir -- "$1" 2>/dev/null || { problem "cannot make the folder $1"; return 1; }
}

sum() { cksum <"$1" | tr ' ' -; }

# Takes back what was made for one owner (or `everything`), the last first, and then the folders that are empty.
undo() {
    local lines line owner kind path i left=() place told=""
    declare -A removed=()
    mapfile -t lines <"$record"
    for ((i = ${#lines[@]} - 1; i >= 0; i--)); do
        line=${lines[i]}
        IFS=$'\t' read -r owner kind path <<<"$line"
        case $1:$kind in
            *:folder) [ -n "$is_dry" ] || rmdir -- "$path" 2>/dev/null || [ ! -d "$path" ] || left+=("$line") ;;
            everything:* | "$owner":*) take_back "$kind" "$path" || left+=("$line") ;;
            *) left+=("$line") ;;
        esac
    done
    for place in bin lib share; do
        if [ -n "${removed[$place]:-}" ]; then told+="${told:+, }${removed[$place]} in $place"; fi
    done
    [ -z "$told" ] || say "  under $prefix the files that were installed, $told"
    [ -z "$is_dry" ] || return 0
    { [ ${#left[@]} = 0 ] || printf '%s\n' "${left[@]}"; } | tac >"$record.new"
    mv -- "$record.new" "$record"
    find_record
}

take_back() { # take_back KIND PATH, from `undo`; 1 when it has to stay
    [ -n "$is_dry" ] || restore "$2"
    case $1 in
        file) [ -e "$2" ] || [ -L "$2" ] || return 0 ;;
        link) [[ -L $2 && $(readlink -- "$2") == "$prefix"/* ]] || return 0 ;;
        made) [ -f "$2" ] && [ ! -s "$2" ] || return 0 ;;
        own:*)
            [ -f "$2" ] || return 0
            [ "own:$(sum "$2")" = "$1" ] || { say "  kept, since you have changed it: $2"; return 0; } ;;
        block) remove_block "$2"; return ;;
        extension)
            [ -x "$2" ] || return 0
            say "  the extension in VS Code"
            [ -n "$is_dry" ] || "$2" --uninstall >/dev/null 2>&1 || true
            return ;;
    esac
    # Hundreds of names of files of ours would hide those of the person's.
    if [ "$owner" = retort ] && [ -z "$is_dry" ]; then
        place=${2#"$prefix"/} place=${place%%/*}
        removed[$place]=$((${removed[$place]:-0} + 1))
    else
        say "  $2"
    fi
    [ -z "$is_dry" ] || return 0
    case $2 in */systemd/user/*.wants/*) systemctl --user stop "${2##*/}" >/dev/null 2>&1 || true ;; esac
    rm -f -- "$2"
}

# Removes the installed files that are not among the keys of the map named by $1.
drop_files() {
    local -n wanted=$1
    local line path
    while IFS= read -r line; do
        path=${line##*$'\t'}
        [ -n "${wanted[$path]:-}" ] || { rm -f -- "$path" "$path.retort-new"; unset "noted[$line]"; }
    done < <(grep $'^retort\tfile\t' "$record")
    # In the order they were noted in.
    while IFS= read -r line; do [ -z "${noted[$line]:-}" ] || printf '%s\n' "$line"; done <"$record" >"$record.new"
    mv -- "$record.new" "$record"
    undo nobody
}
