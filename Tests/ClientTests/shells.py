"""bash, zsh and fish as people have them: interactive, on a terminal, with a start-up file of their own."""
from screen import Terminal

ALL = ["bash", "zsh", "fish"]
START = {
    "bash": (".bashrc", "PS1='$ '\n"),
    # `-D`: nothing is dumped, wherever the dump would go.
    "zsh": (".zshrc", "PS1='$ '\nautoload -Uz compinit; compinit -u -D\n"),
    "fish": (".config/fish/config.fish", "function fish_prompt; echo '$ '; end\nfunction fish_greeting; end\n"),
}
LOAD = {
    "bash": "source <(retort completions bash)\n",
    "zsh": "source <(retort completions zsh)\n",
    "fish": "retort completions fish | source\n",
}


def start(home, shell, setup="", columns=100, rows=30, env=None, prompt="$"):
    """The shell at its first prompt; `setup` stands in its start-up file."""
    file, before = START[shell]
    path = home.path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(before + setup)
    if shell == "fish":
        # Where this is not there, fish reads every manual page of the machine meanwhile.
        (home.path / ".local/share/fish/generated_completions").mkdir(parents=True, exist_ok=True)
    terminal = Terminal(home, "-i", columns=columns, rows=rows, env=env, binary=f"/usr/bin/{shell}")
    return terminal.wait(prompt)


def leave(terminal):
    """Ends the shell, whatever stands on its line."""
    terminal.close()
