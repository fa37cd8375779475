# Retort in zsh: source this in ~/.zshrc, behind compinit. README.md tells what it does and how the prompt is told what is due.
[[ -o interactive ]] || return 0

# Only what says so is a script: a Retort that has none takes the words for a question.
if (( $+functions[compdef] && ! $+_comps[retort] )); then
    () { if [[ $1 == '#compdef retort'* ]]; then eval $1; fi } "$(command retort completions zsh 2>/dev/null)"
fi

# What is to do, into RETORT_DUE, for a prompt: read from the daemon's file, no process is started.
retort_prompt() {
    emulate -L zsh
    local state=${XDG_STATE_HOME:-$HOME/.local/state}/retort
    [[ -z $RETORT_DATA ]] || state=$RETORT_DATA/.state
    typeset -g RETORT_DUE=
    [[ ! -s $state/status ]] || read -r RETORT_DUE <$state/status
    # Reminders go on where nothing else keeps them going; without that file there are none.
    if (( SECONDS >= ${_retort_check:-0} )) && [[ -e ${XDG_CONFIG_HOME:-$HOME/.config}/retort/reminders.json ]]; then
        typeset -gi _retort_check='SECONDS + 1800'
        command retort remind check </dev/null &>/dev/null &!
    fi
}

# Looks up the word at the cursor; the line stays as it is.
retort_look_up() {
    emulate -L zsh
    local word=${LBUFFER##*[^[:alnum:]_.:-]}${RBUFFER%%[^[:alnum:]_.:-]*}
    [[ -n $word ]] || return 0
    zle -I
    command retort lookup -- $word </dev/tty || true
}
zle -N retort_look_up

# As zsh comes, Ctrl-X r searches backwards, as Ctrl-R does: as long as that does, nothing is lost.
case ${"$(bindkey '^Xr')"##* } in
    undefined-key | ${"$(bindkey '^R')"##* }) bindkey '^Xr' retort_look_up ;;
esac
