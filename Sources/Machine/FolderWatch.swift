import CLinux
import Glibc

/// Tells when anything below some folders changes (inotify), so that nobody has to look again and again.
package final class FolderWatch: Sendable {
    /// Readable after a change; the loop watches it and calls `drain`.
    package let descriptor: Int32
    /// A bound on folders: the kernel's usual limit for a user is far higher.
    package static let limit = 2048
    private static let events =
        IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
        | IN_ATTRIB | IN_ONLYDIR

    package init() throws(SystemFault) {
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw .last("watch", "folders") }
    }

    deinit { close(descriptor) }

    /// Watches one folder alone; on any thread. False when the system watches no more of them.
    package func add(_ folder: String) -> Bool {
        inotify_add_watch(descriptor, folder, UInt32(Self.events)) >= 0
    }

    /// Watches a file by its folder, or by the nearest one above that there is; to be called again when a folder has come or gone.
    /// False when it may change unseen: where it is a link, or nothing can be watched.
    package func follow(_ file: String) -> Bool {
        guard !Files.isLink(file) else { return false }
        var folder = Path.folder(of: file)
        var below = file
        if add(folder) { return true }
        // Of these only what comes matters: some are busy.
        let events = UInt32(IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
        while inotify_add_watch(descriptor, folder, events) < 0 {
            guard folder != "/", folder != "." else { return false }
            below = folder
            folder = Path.folder(of: folder)
        }
        // It may have come just before its folder was watched.
        return !Files.exists(below) || follow(file)
    }

    /// Watches the folders and all below them. To be called again after each change: for a folder that is watched
    /// already it changes nothing, and one that was deleted and made anew is another folder to the kernel.
    package func watch(_ roots: [String]) {
        var visited: Set<FileIdentity> = []
        for root in roots { visit(root, depth: 8, &visited) }
    }

    private func visit(_ folder: String, depth: Int, _ visited: inout Set<FileIdentity>) {
        guard visited.count < Self.limit, Files.isFolder(folder), let identity = Files.identity(folder),
            visited.insert(identity).inserted
        else { return }
        guard add(folder), depth > 0 else { return }
        for name in Files.names(in: folder) where !name.hasSuffix(".md") {
            visit(folder + "/" + name, depth: depth - 1, &visited)
        }
    }

    /// Takes the waiting events; which folder it was does not matter.
    package func drain() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }

    /// What events are about: files whose names matter, folders that came or went. (Of so many that the system lost count, both.)
    package struct Changes: Sendable {
        package var ofFiles = false
        package var ofFolders = false
    }

    /// Takes the waiting events.
    package func drain(_ matters: (String) -> Bool) -> Changes {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var changes = Changes()
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            let head = MemoryLayout<inotify_event>.size
            var place = 0
            while place + head <= count {
                let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: inotify_event.self) }
                let name = buffer[(place + head)..<min(count, place + head + Int(event.len))].prefix { $0 != 0 }
                place += head + Int(event.len)
                // A watch that was taken back says so.
                if event.mask & UInt32(IN_IGNORED) != 0 { continue }
                if name.isEmpty || event.mask & UInt32(IN_ISDIR) != 0 {
                    changes.ofFolders = true
                } else if !changes.ofFiles {
                    changes.ofFiles = matters(String(decoding: name, as: UTF8.self))
                }
            }
        }
        return changes
    }
}
