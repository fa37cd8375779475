import CLinux
import Glibc

/// Tells when anything below some folders changes (inotify), so that nobody has to look again and again.
package final class FolderWatch {
    /// Readable after a change; the loop watches it and calls `drain`.
    package let descriptor: Int32
    /// A bound on folders: the kernel's usual limit for a user is far higher.
    private static let limit = 2048

    package init() throws(SystemFault) {
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw .last("watch", "folders") }
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
        let events =
            IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_ATTRIB
            | IN_ONLYDIR
        inotify_add_watch(descriptor, folder, UInt32(events))
        guard depth > 0 else { return }
        for name in Files.names(in: folder) where !name.hasSuffix(".md") {
            visit(folder + "/" + name, depth: depth - 1, &visited)
        }
    }

    /// Takes the waiting events; which folder it was does not matter.
    package func drain() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }
}
