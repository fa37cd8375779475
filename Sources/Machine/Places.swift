/// Where Retort keeps its files, by the XDG base directory rules. A value: nothing is made by asking.
///
/// Packs and logs (in `data`) are the user's; everything else can be deleted at any time.
package struct Places: Sendable {
    /// `$RETORT_DATA`, or `$XDG_DATA_HOME/retort`: `log/` and `packs/`.
    package let data: String
    /// `$XDG_CACHE_HOME/retort`: the index, rebuilt when it is missing.
    package let cache: String
    /// `$XDG_STATE_HOME/retort`: journal, lock, device name, status line.
    package let state: String
    /// `$XDG_CONFIG_HOME/retort`: `settings.json`, optional.
    package let settings: String
    /// Folders that hold packs, the first one first.
    package let packs: [String]
    /// The folder of the packs that came with the installed binary; the next version replaces what is in it.
    package let installedPacks: String
    /// Where a new daemon would listen, best place first.
    package let sockets: [String]

    /// - Parameters:
    ///   - environment: the variables of the process; HOME is among them.
    ///   - program: the path of the running binary; shipped packs are found beside it.
    package init(environment: [String: String], program: String) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let home = value("HOME") ?? ""
        func xdg(_ name: String, _ fallback: String) -> String {
            // The specification says to ignore relative paths.
            let folder = value(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
            return (folder ?? home + "/" + fallback) + "/retort"
        }
        let working = Path.current
        if let own = value("RETORT_DATA").map({ Path.absolute($0, from: working) }) {
            // A data folder of its own brings its own cache and state, so that two never mix.
            data = own
            cache = own + "/.cache"
            state = own + "/.state"
        } else {
            data = xdg("XDG_DATA_HOME", ".local/share")
            cache = xdg("XDG_CACHE_HOME", ".cache")
            state = xdg("XDG_STATE_HOME", ".local/state")
        }
        settings = xdg("XDG_CONFIG_HOME", ".config") + "/settings.json"

        if let socket = value("RETORT_SOCKET") {
            sockets = [Path.absolute(socket, from: working)]
        } else if value("RETORT_DATA") == nil, let runtime = value("XDG_RUNTIME_DIR"), runtime.hasPrefix("/") {
            sockets = [runtime + "/retort/retort.sock", state + "/run/retort.sock"]
        } else {
            sockets = [state + "/run/retort.sock"]
        }

        installedPacks = Path.absolute("../../lib/retort/packs", from: program)
        if let named = value("RETORT_PACKS") {
            packs = named.split(separator: ":").map { Path.absolute(String($0), from: working) } + [data + "/packs"]
        } else {
            packs = Self.shippedPacks(program, installedPacks) + [data + "/packs"]
        }
    }

    /// `lib/retort/packs` beside the installed binary, or `Sources/Packs` of the checkout it was built in.
    private static func shippedPacks(_ program: String, _ installed: String) -> [String] {
        if Files.isFolder(installed) { return [installed] }
        var folder = Path.folder(of: program)
        while folder != "/" && folder != "." {
            if Files.exists(folder + "/Package.swift"), Files.isFolder(folder + "/Sources/Packs") {
                return [folder + "/Sources/Packs"]
            }
            folder = Path.folder(of: folder)
        }
        return []
    }

    /// Beside the settings, written when hints are switched off from an editor.
    package var hints: String { Path.folder(of: settings) + "/hints.json" }
    /// Beside the settings, written by `retort remind`.
    package var reminders: String { Path.folder(of: settings) + "/reminders.json" }
    package var log: String { data + "/log" }
    package var ownPacks: String { data + "/packs" }
    package var store: String { cache + "/store.sqlite" }
    package var journal: String { state + "/journal" }
    package var lock: String { state + "/lock" }
    package var starting: String { state + "/starting" }
    package var device: String { state + "/device" }
    /// What was shown and put off.
    package var reminded: String { state + "/reminder.json" }
    /// Held by the one process that shows a reminder.
    package var reminding: String { state + "/reminding" }
    /// What there is to do, in a line that prompts show as it stands.
    package var status: String { state + "/status" }
}
