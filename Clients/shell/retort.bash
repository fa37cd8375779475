# Retort in bash: source this in ~/.bashrc. README.md tells what it does and how the prompt is told what is due.
# shellcheck shell=bash
[[ $- == *i* ]] || return 0

# Only what says so is a script: a Retort that has none takes the words for a question.
if ! complete -p retort &>/dev/null; then
    _retort_script=$(command retort completions bash 2>/dev/null || true)
    [[ $_retort_script != '# Completion of retort'* ]] || eval "$_retort_script"
    unset -v _retort_script
fi

# What is to do, into RETORT_DUE, for a prompt: read from the daemon's file, no process is started.
# shellcheck disable=SC2034 # the prompt shows it
retort_prompt() {
    local state=${XDG_STATE_HOME:-${HOME:-~}/.local/state}/retort
    [[ -z ${RETORT_DATA-} ]] || state=$RETORT_DATA/.state
    RETORT_DUE=
    if [[ -s $state/status ]]; then read -r RETORT_DUE <"$state/status" || true; fi
    # Reminders go on where nothing else keeps them going; without that file there are none.
    if ((SECONDS >= ${_retort_check:-0})) && [[ -e ${XDG_CONFIG_HOME:-${HOME:-~}/.config}/retort/reminders.json ]]; then
        _retort_check=$((SECONDS + 1800))
        (command retort remind check </dev/null &>/dev/null &)
    fi
}

# Looks up the word at the cursor; the line stays as it is.
retort_look_up() {
    local before=${READLINE_LINE:0:READLINE_POINT} after=${READLINE_LINE:READLINE_POINT} prompt=${PS1@P}
    local word=${before##*[^[:alnum:]_.:-]}${after%%[^[:alnum:]_.:-]*}
    [[ -n $word ]] || return 0
    # bash takes the line away before it calls this, and puts it back behind the answer.
    printf '%s\n' "${prompt##*$'\n'}$READLINE_LINE" | tr -d '\001\002'
    command retort lookup -- "$word" || true
}

if [[ $(bind -p; bind -s; bind -X) != *'"\C-xr":'* ]]; then bind -x '"\C-xr": retort_look_up'; fi
