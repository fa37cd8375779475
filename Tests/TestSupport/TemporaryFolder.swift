import Glibc

/// A folder of its own for one test, gone with all that is in it when nobody holds it any more.
package final class TemporaryFolder {
    package let path: String

    package init() {
        // In memory where there is such a place: a disk that is busy makes every `fdatasync` a wait.
        let place = Self.hasRoom("/dev/shm") ? "/dev/shm" : "/tmp"
        var template = Array("\(place)/retort-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp/retort-test-failed"
    }

    deinit {
        remove(path)
    }

    /// Whether there is far more room than all tests take together: 64 MB, as containers have there, may not be enough where many
    /// run at a time.
    private static func hasRoom(_ place: String) -> Bool {
        var room = statvfs()
        return access(place, W_OK) == 0 && statvfs(place, &room) == 0
            && UInt64(room.f_bavail) * UInt64(room.f_frsize) > 1 << 29
    }

    private func remove(_ path: String) {
        var information = stat()
        guard lstat(path, &information) == 0 else { return }
        guard information.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        chmod(path, 0o700)
        var names: [String] = []
        if let handle = opendir(path) {
            while let entry = readdir(handle) {
                names.append(
                    withUnsafePointer(to: &entry.pointee.d_name) {
                        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    })
            }
            closedir(handle)
        }
        for name in names where name != "." && name != ".." { remove(path + "/" + name) }
        rmdir(path)
    }
}
