# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables shared with install.sh
# Sourced by install.sh: which clients there are, and what switching each on touches. Each touches as little as it can: a
# link or a file of its own where the tool looks for such, else one marked block in the user's file.

config=${XDG_CONFIG_HOME:-$HOME/.config}
data=${XDG_DATA_HOME:-$HOME/.local/share}
names=(bash zsh fish tmux vim neovim emacs vscode kate kakoune helix sublime zed systemd)

# The folder of a client, and the programs it is for.
folder_of() { case $1 in bash | zsh | fish) echo shell ;; *) echo "$1" ;; esac; }
programs_of() {
    case $1 in
        vim) echo vim.basic vim.gtk3 vim.nox vim gvim ;;
        neovim) echo nvim ;;
        vscode) echo code codium code-insiders ;;
        kakoune) echo kak ;;
        helix) echo hx helix ;;
        sublime) echo subl sublime_text ;;
        zed) echo zed zeditor ;;
        systemd) echo systemctl ;;
        *) echo "$1" ;;
    esac
}

touch_bash() {
    block "$HOME/.bashrc" '#' ". '$prefix/share/bash-completion/completions/retort'" ". '$clients/shell/retort.bash'"
}
touch_zsh() {
    block "${ZDOTDIR:-$HOME}/.zshrc" '#' "fpath=('$prefix/share/zsh/site-functions' \$fpath)" \
        "if (( \$+functions[compdef] )); then autoload -Uz _retort; compdef _retort retort; fi" ". '$clients/shell/retort.zsh'"
}
touch_fish() {
    link "$config/fish/conf.d/retort.fish" "$clients/shell/retort.fish"
    link "$config/fish/completions/retort.fish" "$prefix/share/fish/vendor_completions.d/retort.fish"
}
touch_tmux() {
    local file=$HOME/.tmux.conf
    if [ ! -e "$file" ] && [ -e "$config/tmux/tmux.conf" ]; then file=$config/tmux/tmux.conf; fi
    block "$file" '#' "source-file '$clients/tmux/retort.conf'"
}
touch_vim() {
    local folder=$HOME/.vim
    # Where Vim 9.1 looks when there is no vimrc in the old places.
    if [ ! -e "$HOME/.vimrc" ] && [ ! -e "$folder/vimrc" ] && [ -e "$config/vim/vimrc" ]; then folder=$config/vim; fi
    link "$folder/pack/retort/start/retort" "$clients/vim"
}
touch_neovim() { link "$data/nvim/site/pack/retort/start/retort" "$clients/neovim"; }
touch_emacs() {
    local file
    # In the order in which Emacs looks.
    for file in "$HOME/.emacs.el" "$HOME/.emacs" "$HOME/.emacs.d/init.el" "$config/emacs/init.el" "$HOME/.emacs.d/init.el"; do
        if [ -e "$file" ]; then break; fi
    done
    block "$file" ';;' "(load \"$clients/emacs/retort-setup\" t t)"
}
# VS Code looks for no folders that were put among its extensions; it installs them itself, and again for a new version.
touch_vscode() {
    local script=$clients/vscode/install.sh
    if is_noted vscode extension "$script" && [ -z "$is_new" ]; then return; fi
    touched=yes
    [ "$mode" = act ] || say "  new extension retort.retort, by: code --install-extension"
    [ "$mode" != show ] || return 0
    note vscode extension "$script"
    "$script" >"$work/said" 2>&1 || problem "VS Code did not take the extension: $(tail -n 1 "$work/said")"
}
touch_kate() {
    local tool
    own "$config/kate/lspclient/settings.json" "$here/kate/settings.json"
    for tool in "$here"/kate/externaltools/*; do own "$config/kate/externaltools/${tool##*/}" "$tool"; done
}
touch_kakoune() {
    block "$config/kak/kakrc" '#' "source '$clients/kakoune/retort.kak'" \
        'set-option global modelinefmt "%%opt{retort_due} %opt{modelinefmt}"'
}
touch_helix() { own "$config/helix/languages.toml" "$here/helix/languages.toml"; }
touch_sublime() { own "$config/sublime-text/Packages/User/LSP.sublime-settings" "$here/sublime/LSP.sublime-settings"; }
touch_zed() {
    own "$config/zed/tasks.json" "$here/zed/tasks.json"
    say "  Zed takes its servers from extensions only. In Zed: zed: extensions, Install Dev Extension, $clients/zed"
}
touch_systemd() {
    local unit
    for unit in "$here"/systemd/*.{socket,service,timer}; do
        unit=${unit##*/}
        # Where systemd looks by itself with the usual prefix.
        [ "$prefix/share" = "$data" ] || link "$config/systemd/user/$unit" "$prefix/share/systemd/user/$unit"
        case $unit in
            *.socket) link "$config/systemd/user/sockets.target.wants/$unit" "$prefix/share/systemd/user/$unit" ;;
        esac
    done
}

# --- what a touch can be ---

problem() { say "  $*"; failed=yes status=1; }

link() { # link PATH TARGET
    if [ -L "$1" ] && [ "$(readlink -- "$1")" = "$2" ]; then return; fi
    if [ -e "$1" ] || [ -L "$1" ]; then
        is_noted "$client" link "$1" || { problem "$1 is there already and not ours; left as it is"; return; }
    fi
    touched=yes
    [ "$mode" = act ] || say "  new link $1 -> $2"
    [ "$mode" != show ] || return 0
    make_folder "${1%/*}" || return 0
    note "$client" link "$1"
    ln -sfn -- "$2" "$1" 2>/dev/null || problem "cannot make the link $1"
}

own() { # own PATH FILE: a copy
    cmp -s -- "$1" "$2" && return
    if [ -e "$1" ] && ! is_noted "$client" "own:$(sum "$1")" "$1"; then
        say "  $1 is yours, and this kind of file cannot be added to safely. Add this by hand:"
        sed 's/^/    /' "$2"
        return
    fi
    touched=yes
    cp -- "$2" "$work/draft"
    [ "$mode" = act ] || show_difference "$1" "$1"
    [ "$mode" != show ] || return 0
    make_folder "${1%/*}" || return 0
    note "$client" "own:$(sum "$2")" "$1"
    replace "$1"
}

block() { # block FILE COMMENT LINE…
    local file=$1 comment=$2 real end=$'\n' joint="" text
    shift 2
    # A dotfile that is a link is written through.
    real=$(readlink -m -- "$file")
    [ "$mode" = show ] || restore "$real"
    if [ -e "$real" ] && [ ! -f "$real" ]; then problem "$file is no regular file; left as it is"; return; fi
    # As the file's other lines are, where the tool reads such ends.
    if [[ $file == *.el || $file == *.emacs ]] && [ -f "$real" ] && [[ $(head -n 1 -- "$real" | tr -d '\0') == *$'\r' ]]; then end=$'\r\n'; fi
    if find_block "$real"; then joint=${is_joined:+$joint_words}
    elif [ -n "$is_broken" ]; then return
    else
        from=$(size "$real") to=$from
        # The last line has no end yet; what comes after the block is not to run into it.
        if [ "$from" -gt 0 ] && [ "$(tail -c 1 -- "$real" | od -An -tx1)" != " 0a" ]; then joint=$joint_words; fi
    fi
    text=$(printf '%s\n' "$comment >>> retort >>>" "$comment taken out again${joint} by: $clients/install.sh --without $client" "$@" \
        "$comment <<< retort <<<")
    text=${text//$'\n'/$end}$end
    if [ -n "$joint" ] && [ "$from" = "$to" ]; then text=$end$text; fi
    { slice "$real" 0 "$from"; printf '%s' "$text"; slice "$real" "$to" "$(size "$real")"; } >"$work/draft"
    if cmp -s -- "$real" "$work/draft"; then return; fi
    touched=yes
    [ "$mode" = act ] || show_difference "$file" "$real"
    [ "$mode" != show ] || return 0
    if [ -e "$real" ]; then is_writable "$real" || { problem "$file is read-only; left as it is"; return; }
    else
        make_folder "${real%/*}" || return 0
        note "$client" made "$real"
    fi
    note "$client" block "$real"
    if [ "$from" = "$to" ]; then append "$real" "$text"; else replace "$real"; fi
}

show_difference() { # show_difference NAME FILE: to what is in the draft
    if [ -e "$2" ]; then
        diff -u --label "$1" --label "$1" -- "$2" "$work/draft" || true
    else
        say "  new file $1"
        sed 's/^/+/' "$work/draft"
    fi
}

# Also root is asked to respect a mode that says read-only.
is_writable() { [[ -w $1 && $(stat -c %A -- "$1") == ??w* ]]; }

append() { # append FILE TEXT: all of it or nothing
    local end
    end=$(size "$1")
    { printf '%s' "$2" >>"$1"; } 2>/dev/null || { truncate -cs "$end" -- "$1" 2>/dev/null; problem "cannot write $1"; }
}

# Puts the draft in the place of a file, with its mode and owner; 1 when that cannot be.
replace() {
    local new=$1.retort-new old=$1.retort-old
    if [ -e "$1" ]; then
        cp -p -- "$1" "$new" 2>/dev/null || { problem "cannot write in ${1%/*}, which takes to change ${1##*/}"; return 1; }
    fi
    if [ ! -e "$1" ] || [ "$(stat -c %h -- "$1")" = 1 ]; then
        if { cat -- "$work/draft" >"$new" && mv -f -- "$new" "$1"; } 2>/dev/null; then return; fi
    fi
    # A file with a second name stays the file it is; as long as it is being written, all it held is beside it.
    { cp -p -- "$1" "$new" && mv -f -- "$new" "$old" && cat -- "$work/draft" >"$1" && rm -f -- "$old"; } 2>/dev/null ||
        { problem "cannot write $1"; restore "$1"; return 1; }
}

# Takes away what an interrupted replacement left.
restore() {
    [ ! -e "$1.retort-new" ] || rm -f -- "$1.retort-new"
    [ -f "$1.retort-old" ] || return 0
    [ -s "$1" ] || cat -- "$1.retort-old" >"$1"
    rm -f -- "$1.retort-old"
}

size() { if [ -e "$1" ]; then stat -c %s -- "$1"; else echo 0; fi; }
slice() { if [ "$3" -gt "$2" ]; then head -c "$3" -- "$1" | tail -c "+$(($2 + 1))"; fi; } # slice FILE FROM TO, in bytes
holds() { [ "$(slice "$1" "$from" "$to" | grep -caF -- "$2" || true)" != 0 ]; } # holds FILE WORDS: whether its block does

joint_words=" with the line end before it"

# Sets `from` and `to`, the bytes of the file that are the block, and `is_joined` when the line end before it is ours, too.
# 1 when there is no block, and then `is_broken` when there is half of one.
find_block() {
    is_broken="" is_joined=""
    [ -f "$1" ] || return 1
    local found mark
    mapfile -t found < <(LC_ALL=C grep -abE '^(#|;;) (>>> retort >>>|<<< retort <<<)'$'\r''?$' -- "$1")
    [ ${#found[@]} -gt 0 ] || return 1
    if [ ${#found[@]} -ne 2 ] || [[ ${found[0]} != *'>>> retort >>>'* || ${found[1]} != *'<<< retort <<<'* ]]; then
        is_broken=yes
        problem "in $1 the lines that mark Retort's block do not pair; left as it is, take the block out by hand"
        return 1
    fi
    from=${found[0]%%:*}
    # The last mark may have a carriage return; behind it is a line feed, unless somebody took that away.
    mark=${found[1]#*:}
    to=$((${found[1]%%:*} + ${#mark} + 1))
    if [ "$to" -gt "$(size "$1")" ]; then to=$(size "$1"); fi
    if holds "$1" "$joint_words"; then is_joined=yes; fi
}

remove_block() { # 1 when it has to stay
    find_block "$1" || { [ -z "$is_broken" ]; return; }
    # Of another prefix.
    holds "$1" "$prefix/" || return 0
    is_writable "$1" || { problem "$1 is read-only; its block is still there"; return 1; }
    say "  the block in $1"
    [ -z "$is_dry" ] || return 0
    # What was written after the block since then has a line end to stand on.
    if [ -n "$is_joined" ] && [ "$to" = "$(size "$1")" ] && [ "$from" -gt 0 ]; then
        from=$((from - 1))
        if [ "$(slice "$1" $((from - 1)) "$from")" = $'\r' ]; then from=$((from - 1)); fi
    fi
    { slice "$1" 0 "$from"; slice "$1" "$to" "$(size "$1")"; } >"$work/draft"
    replace "$1"
}

# --- switching ---

has() { command -v "$1" >/dev/null 2>&1; }
is_found() { local program; for program in $(programs_of "$1"); do if has "$program"; then return; fi; done; return 1; }
is_here() { [ -d "$here/$(folder_of "$1")" ]; }
switched_on() { if [ -f "${record:-}" ]; then cut -f 1,2 -- "$record" | { grep -vE '^retort|folder$' || true; } | cut -f 1 | sort -u; fi; }

check_names() {
    local name
    for name in ${1//,/ }; do
        case " ${names[*]} everything " in *" $name "*) ;; *) fail "there is no client \"$name\"; there are ${names[*]}, and everything" ;; esac
    done
}

# The names in a list with commas; `everything` is all that are found here.
expand() {
    local wanted name
    for wanted in ${1//,/ }; do
        for name in "${names[@]}"; do
            if [ "$name" = "$wanted" ] || { [ "$wanted" = everything ] && is_here "$name" && is_found "$name"; }; then say "$name"; fi
        done
    done
}

# run_touch NAME MODE: `show` what would change, `act`, or (empty) both. Sets `touched` when there is something to do.
run_touch() {
    client=$1 mode=$2 touched="" failed=""
    "touch_$1"
}

switch_on() { # switch_on NAME [MODE]
    is_here "$1" || { problem "$1: this version has no client for it"; return; }
    say "$1:"
    run_touch "$1" "${is_dry:+show}${2:-}"
    if [ -z "$touched$failed" ]; then say "  nothing to do"; fi
    if [ -z "$touched" ] || [ -n "$failed$is_dry" ]; then return; fi
    if [ "$1" = systemd ]; then { systemctl --user daemon-reload && systemctl --user start retort.socket; } >/dev/null 2>&1 || true; fi
    say "  on; what it does and how: $clients/$(folder_of "$1")/README.md"
}

switch_off() {
    say "$1:"
    undo "$1"
}

# Shows what could be switched on, and asks where somebody sits who can be asked.
offer() {
    local name answer on rest=()
    on=" $(switched_on | tr '\n' ' ') "
    for name in "${names[@]}"; do
        if ! is_here "$name" || ! is_found "$name" || [[ $on == *" $name "* ]]; then continue; fi
        say ""
        say "$name is here. Switched on, Retort would make this change:"
        run_touch "$name" show
        [ -n "$touched" ] || continue
        if [ -t 0 ] && [ -t 1 ] && [ -z "$is_dry" ]; then
            read -r -p "Switch it on? [y/N] " answer || { say ""; return 0; }
            case $answer in [yY] | [yY][eE][sS]) switch_on "$name" act ;; esac
        else
            rest+=("$name")
        fi
    done
    if [ ${#rest[@]} -gt 0 ]; then
        say ""
        say "nothing of this was touched; to switch on: ${here}/install.sh --with $(IFS=,; say "${rest[*]}")"
    fi
}
