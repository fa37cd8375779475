import Machine

/// A window of the person's own terminal, with a program in it.
enum TerminalWindow {
    /// Terminals that take a program otherwise than behind `-e`.
    private static let words = ["gnome-terminal": "--", "ptyxis": "--", "kgx": "--", "xfce4-terminal": "-x"]
    /// After what the system says is the person's, what is widespread.
    private static let known = [
        "xdg-terminal-exec", "x-terminal-emulator", "gnome-terminal", "ptyxis", "konsole", "xfce4-terminal", "kitty",
        "alacritty", "foot", "wezterm", "xterm",
    ]
    /// A terminal that cannot open a window says so within this time.
    private static let openMilliseconds = 5000

    /// Opens a window; false when no terminal could.
    static func open(_ program: [String], _ context: CommandContext) -> Bool {
        // The window stays until the person has read what is in it, and is no failure when they close it.
        let staying = #""$@"; printf '\nReturn closes this window.'; read -r _; true"#
        let program = ["sh", "-c", staying, "sh"] + program
        for terminal in [context.environment["TERMINAL"] ?? ""] + known where !terminal.isEmpty {
            let name = Path.name(of: terminal)
            let before = name == "xdg-terminal-exec" ? [] : [words[name] ?? "-e"]
            let home = context.environment["HOME"] ?? "/"
            guard
                let child = try? Spawn.detached(
                    [terminal] + before + program, folder: home, errors: context.places.journal)
            else { continue }
            if Spawn.end(of: child, milliseconds: openMilliseconds) ?? 0 == 0 { return true }
        }
        return false
    }
}
