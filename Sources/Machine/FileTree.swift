import CLinux
import Glibc

/// Whole folders: copied, compared, moved, removed.
extension Files {
    /// A larger file is no part of a pack; nor is it copied by mistake.
    private static let treeFileBytes = 16 << 20

    /// Copies every file below `root` that has no dot at the beginning of its name or of a folder's it is in. Links are
    /// followed, so that the copy stands by itself; modes are not copied.
    package static func copyTree(_ root: String, to target: String) throws(SystemFault) {
        try makeFolder(target)
        try walk(root, suffix: "") { path, _ throws(SystemFault) in
            let copy = target + "/" + path
            try makeFolder(Path.folder(of: copy))
            try replace(copy, with: try read(root + "/" + path, limit: treeFileBytes), mode: 0o644)
            return true
        }
    }

    /// Tells the texts of two folders apart, the same files in both (FNV-1a with 64 bits: it keeps no secret).
    package static func fingerprint(ofTree root: String) throws(SystemFault) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func take(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        try walk(root, suffix: "") { path, _ throws(SystemFault) in
            let bytes = try read(root + "/" + path, limit: treeFileBytes)
            // What no path holds, and how long the text is: one file never reads like two.
            take(Array("\(path)\u{0}\(bytes.count)\u{0}".utf8))
            take(bytes)
            return true
        }
        return String(hash, radix: 16)
    }

    /// Gives a file or folder another name on the same file system.
    package static func move(_ path: String, to target: String) throws(SystemFault) {
        guard rename(path, target) == 0 else { throw .last("move to \(target)", path) }
    }

    /// Removes a folder with all that is in it, or a file. Of a link only the link goes, not what it leads to.
    package static func removeTree(_ path: String) throws(SystemFault) {
        var information = stat()
        guard lstat(path, &information) == 0 else {
            if errno == ENOENT { return }
            throw .last("remove", path)
        }
        guard information.st_mode & S_IFMT == S_IFDIR else {
            guard unlink(path) == 0 else { throw .last("remove", path) }
            return
        }
        guard let handle = opendir(path) else { throw .last("remove", path) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        closedir(handle)
        for name in names { try removeTree(path + "/" + name) }
        guard rmdir(path) == 0 else { throw .last("remove", path) }
    }
}
