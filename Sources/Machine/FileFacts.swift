import Glibc

/// What the file system tells of a path besides what is in it.
extension Files {
    /// Whether this process may write there, as the system sees it: mode, owner, and a file system that can be written.
    package static func isWritable(_ path: String) -> Bool {
        access(path, W_OK) == 0
    }

    /// Whose it is, and who else may do what (the nine permission bits); nil when there is nothing.
    package static func permissions(_ path: String) -> (owner: UInt32, mode: UInt32)? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        return (information.st_uid, information.st_mode & 0o777)
    }

    /// Where a link leads, as it is written there; nil for what is no link.
    package static func target(ofLink path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = bytes.withUnsafeMutableBytes {
            readlink(path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    /// Bytes that this user may still write where a path is; nil when the system does not tell.
    package static func freeBytes(at path: String) -> Int? {
        var information = statvfs()
        guard statvfs(path, &information) == 0 else { return nil }
        return Int(
            clamping: UInt64(information.f_bavail).multipliedReportingOverflow(by: UInt64(information.f_frsize))
                .partialValue)
    }

    /// The path itself, or the nearest folder above it that is there.
    package static func nearest(_ path: String) -> String {
        var path = path
        while !exists(path), path != "/", path != "." { path = Path.folder(of: path) }
        return path
    }
}
