import Machine

extension Command {
    static let completions = Command(
        name: "completions", synopsis: "bash|zsh|fish", words: "print what makes a shell complete commands and names",
        details: """
            bash   source <(retort completions bash), in ~/.bashrc
            zsh    source <(retort completions zsh), in ~/.zshrc behind compinit
            fish   retort completions fish | source, in ~/.config/fish/config.fish
            """
    ) { _, words throws(Failure) in
        let shell = try words.only("a shell: bash, zsh or fish")
        guard let script = ShellScripts.all[shell] else {
            throw .usage("there are completions for bash, zsh and fish, not for \"\(shell)\"")
        }
        Standard.print(script)
        return 0
    }
}

extension Command {
    static let manual = Command(name: "man", words: "print the manual page retort(1) as roff", isPlumbing: true) {
        _, _ throws(Failure) in
        Standard.print(Manual.page)
        return 0
    }
}
