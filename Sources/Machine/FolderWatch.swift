import CLinux
import Glibc

/// Tells when anything below some folders changes (inotify), so that nobody has to look again and again.
package final class FolderWatch {
    /// Readable after a change; the loop watches it and calls `drain`.
    package let descriptor: Int32
    private var watched: Set<String> = []
    /// A bound on watches: the kernel's usual limit for a user is far higher.
    private static let limit = 2048

    package init() throws(SystemFault) {
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw .last("watch", "folders") }
    }

    /// Watches the folders and all below them; those already watched cost nothing.
    package func watch(_ roots: [String]) {
        for root in roots { visit(root, depth: 8) }
    }

    private func visit(_ folder: String, depth: Int) {
        guard watched.count < Self.limit, Files.isFolder(folder) else { return }
        if watched.insert(folder).inserted {
            let events = UInt32(IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF)
            if inotify_add_watch(descriptor, folder, events) < 0 { watched.remove(folder) }
        }
        guard depth > 0 else { return }
        for name in Files.names(in: folder) where !name.hasSuffix(".md") {
            visit(folder + "/" + name, depth: depth - 1)
        }
    }

    /// Takes the waiting events; which folder it was does not matter. Folders that went away are forgotten.
    package func drain() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while read(descriptor, &buffer, buffer.count) > 0 {}
        watched = watched.filter { Files.isFolder($0) }
    }
}
