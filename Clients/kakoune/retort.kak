# Retort in Kakoune: the concept under the cursor, look-up, quiz, what is due. No key is taken; README.md offers one.

declare-option -docstring 'what is due, as in "3 due · 2 min"; empty when nothing is' str retort_due

define-command retort-hint -docstring 'tell which concept stands under the cursor' %{
    # The buffer goes over as it stands, saved or not; hooks that belong to saving are left out.
    retort-show "-anchor %val{cursor_line}.%val{cursor_column}" 'evaluate-commands -no-hooks write -method overwrite' \
        hint --stdin "%val{buffile}:%val{cursor_line}:%val{cursor_char_column}"
}

define-command retort-look-up -params .. -docstring \
'retort-look-up [<words>]: look up the words; without any the selection, or the word under the cursor' %{
    evaluate-commands %sh{
        if [ $# -gt 0 ]; then echo 'retort-show "" nop lookup -- %arg{@}'
        elif [ "$kak_selection_length" -gt 1000 ]; then echo "fail 'that is too much to look up'"
        elif [ "$kak_selection_length" -gt 1 ]; then echo 'retort-show "" nop lookup -- %val{selection}'
        else echo 'evaluate-commands -save-regs w %{
                execute-keys -draft <a-i>w \"wy
                retort-show "" nop lookup -- %reg{w}
            }'
        fi
    }
}

define-command retort-ask -docstring 'look up what is typed' %{
    prompt 'look up: ' %{ retort-look-up %val{text} }
}

define-command retort-quiz -docstring 'questions about what occurs in this file, in a terminal beside it' %{
    evaluate-commands %sh{ [ -f "$kak_buffile" ] || echo "fail 'save this buffer first: the quiz reads the file'" }
    try %{
        # Which one that is depends on where Kakoune runs; outside of tmux and a desktop there is none.
        terminal sh -c 'retort quiz --file "$1"; printf "\nReturn closes this. "; read -r _' retort %val{buffile}
    } catch %{
        fail "no terminal can be opened from here; in a shell: retort quiz --file '%val{buffile}'"
    }
}

# retort-show PLACE SOURCE WORDS…: runs `retort WORDS…`, its input written by the command SOURCE, and shows the answer in a
# box. Kakoune waits for it, a second at most.
define-command -hidden -params 3.. retort-show %{
    evaluate-commands %sh{
        quote() { printf "'"; printf %s "$1" | sed "s/'/''/g"; printf "' "; }
        command -v retort >/dev/null || { echo "fail 'retort is not on the PATH of Kakoune'"; exit; }
        place=$1 input=/dev/null
        [ "$2" = nop ] || { input=$kak_response_fifo; echo "$2 '$input'" >"$kak_command_fifo"; }
        shift 2
        answer=$(timeout 1 sh -c 'input=$1; shift; exec retort "$@" <"$input"' sh "$input" "$@" 2>&1)
        case $? in
        0) printf 'info %s ' "$place"; quote "$answer" ;;
        1) printf 'info; echo '; quote "$answer" ;;
        124) echo "fail 'retort has not answered within a second; ask again'" ;;
        *) printf 'fail '; quote "$answer" ;;
        esac
    }
}

# The daemon keeps what is due in a small file: showing it starts no process. The hook takes the line feed away.
declare-option -hidden str retort_status
hook -group retort global GlobalSetOption 'retort_status=([^\n]*)\n?' %{
    set-option global retort_due %val{hook_param_capture_1}
}
define-command -hidden retort-read-status %sh{
    state=${RETORT_DATA:+$RETORT_DATA/.state}
    file=${state:-${XDG_STATE_HOME:-$HOME/.local/state}/retort}/status
    # In a body between quotes, and there between bars, both of which are doubled in the file's name.
    printf "try 'set-option global retort_status %%file|%s|' catch 'set-option global retort_due \"\"'" \
        "$(printf %s "$file" | sed "s/|/||/g; s/'/''/g")"
}
hook -group retort global NormalIdle .* retort-read-status
hook -group retort global FocusIn .* retort-read-status
hook -group retort global WinDisplay .* retort-read-status

declare-user-mode retort
map global retort h ': retort-hint<ret>' -docstring 'what is this?'
map global retort l ': retort-look-up<ret>' -docstring 'look the selection up'
map global retort a ': retort-ask<ret>' -docstring 'look up what I type'
map global retort q ': retort-quiz<ret>' -docstring 'quiz on this file'
