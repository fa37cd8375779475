/// The person's editor, as a command that opens a file at a line.
enum PreferredEditor {
    /// `$VISUAL`, else `$EDITOR`, else vi, run by the shell as git does, since it may hold options.
    static func words(_ environment: [String: String], file: String, line: Int) -> [String] {
        let editor = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
        let program =
            editor.split(separator: " ").first.map { $0.split(separator: "/").last.map(String.init) ?? "" } ?? ""
        let place =
            switch program {
            case "code", "codium", "code-insiders", "cursor": ["--goto", "\(file):\(line)"]
            case "hx", "helix", "subl", "zed", "kate": ["\(file):\(line)"]
            // vi, Vim, Neovim, Emacs, nano, micro, kak, joe and most others.
            default: ["+\(line)", file]
            }
        return ["/bin/sh", "-c", editor + " \"$@\"", editor] + place
    }
}
