import Machine

/// What the lock file says about the daemon that holds it.
package struct DaemonNote {
    package var pid: Int
    /// Empty when it does not listen.
    package var socket: String

    var text: String { "\(pid)\n\(socket)\n" }

    init(pid: Int, socket: String) {
        self.pid = pid
        self.socket = socket
    }

    /// Nil when no daemon owns the data folder.
    package static func read(_ places: Places) -> DaemonNote? {
        guard FileLock.isHeld(places.lock), let bytes = try? Files.read(places.lock, limit: 8192) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, let pid = Int(lines[0]) else { return nil }
        return DaemonNote(pid: pid, socket: String(lines[1]))
    }
}
