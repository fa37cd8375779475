import CLinux
import Glibc

/// An advisory lock on a file, held until `release` or until the process ends, however it ends.
package final class FileLock {
    private var file: Int32

    private init(file: Int32) {
        self.file = file
    }

    /// Takes the lock, waiting for it if asked to; nil when somebody else holds it.
    package static func take(_ path: String, waiting: Bool) throws(SystemFault) -> FileLock? {
        try Files.makeFolder(Path.folder(of: path))
        let file = retort_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .last("open the lock", path) }
        while flock(file, LOCK_EX | (waiting ? 0 : LOCK_NB)) != 0 {
            if errno == EINTR { continue }
            let fault = SystemFault.last("lock", path)
            close(file)
            if fault.code == EWOULDBLOCK { return nil }
            throw fault
        }
        return FileLock(file: file)
    }

    /// Whether some process holds the lock.
    package static func isHeld(_ path: String) -> Bool {
        guard Files.exists(path) else { return false }
        guard let lock = try? take(path, waiting: false) else { return true }
        lock.release()
        return false
    }

    /// Replaces what the lock file says about its holder.
    package func note(_ text: String) {
        guard file >= 0 else { return }
        ftruncate(file, 0)
        lseek(file, 0, SEEK_SET)
        try? Files.append(Array(text.utf8), to: file, name: "the lock file")
    }

    /// Lets go; a second time does nothing.
    package func release() {
        guard file >= 0 else { return }
        close(file)
        file = -1
    }
}
