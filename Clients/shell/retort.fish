# Retort in fish: link this into ~/.config/fish/conf.d, or source it in config.fish. README.md tells what it does.
status is-interactive; or exit 0

if test -z "$(complete -c retort)"; and command -q retort
    # Only what says so is a script: a Retort that has none takes the words for a question.
    set -l script (command retort completions fish 2>/dev/null | string collect)
    string match -q '# Completion of retort*' -- $script; and echo $script | source
end

# What is to do, into RETORT_DUE, for a prompt: read from the daemon's file, no process is started.
function retort_prompt --description 'Put what is due into RETORT_DUE'
    set -l state $HOME/.local/state/retort
    test -n "$XDG_STATE_HOME"; and set state $XDG_STATE_HOME/retort
    test -n "$RETORT_DATA"; and set state $RETORT_DATA/.state
    set -g RETORT_DUE
    test -s $state/status; and read -g RETORT_DUE <$state/status
    # Reminders go on where nothing else keeps them going; without that file there are none.
    set -l config $HOME/.config/retort
    test -n "$XDG_CONFIG_HOME"; and set config $XDG_CONFIG_HOME/retort
    test -e $config/reminders.json; or return 0
    read -l seconds _rest </proc/uptime
    set -q _retort_check; and test $seconds -lt $_retort_check; and return 0
    set -g _retort_check (math $seconds + 1800)
    command retort remind check </dev/null &>/dev/null &
    disown
end

# Looks up the word at the cursor; the line stays as it is.
function retort_look_up --description 'Look up the word at the cursor'
    set -l line (commandline | string collect)
    set -l cursor (commandline -C)
    set -l word (string sub -l $cursor -- $line | string match -r '[\w.:-]*$')(string sub -s (math $cursor + 1) -- $line | string match -r '^[\w.:-]*')
    test -n "$word"; or return 0
    echo
    command retort lookup -- $word
    commandline -f repaint
end
