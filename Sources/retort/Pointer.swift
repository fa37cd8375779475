import Machine

/// Words that people try as commands and that are none: what does what they want, so that they are not taken for a look-up.
/// `retort lookup` looks up these words, too.
enum Pointer {
    /// - Parameter program: the running program; its installer lies beside it, unless it runs where it was built.
    static func sentence(for word: String, program: String) -> String? {
        let installed = Path.absolute("../../lib/retort/clients/install.sh", from: program)
        let installer = Files.exists(installed) ? installed : "./Clients/install.sh"
        return switch word {
        case "uninstall":
            "This removes Retort and keeps what is yours (with --dry-run it only tells): \(installer) --uninstall"
        case "setup":
            "Nothing has to be set up. This shows what editors and shells would get, and asks first: \(installer)"
        case "study", "learn", "review":
            "To be asked what is due: retort quiz"
        case "backup":
            "Your answers and packs are plain files; copy the folder that retort status calls data."
        default: nil
        }
    }
}
