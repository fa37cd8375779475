import CLinux
import Glibc

/// Stream sockets with a path in the file system.
package enum UnixSocket {
    /// How many clients may wait to be accepted; the kernel's usual maximum.
    private static let backlog: Int32 = 4096

    /// A listening socket: the folder is made with mode 0700, the socket with 0600; a stale socket file is replaced.
    package static func listen(at path: String) throws(SystemFault) -> Int32 {
        try Files.makeFolder(Path.folder(of: path))
        var address = try address(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .last("make a socket for", path) }
        unlink(path)
        let before = umask(0o177)
        let bound = withSocketAddress(&address) { bind(descriptor, $0, $1) }
        umask(before)
        guard bound == 0, Glibc.listen(descriptor, backlog) == 0 else {
            let fault = SystemFault.last("listen at", path)
            close(descriptor)
            throw fault
        }
        return descriptor
    }

    /// A connection, or nil when nobody listens there.
    package static func connect(to path: String) throws(SystemFault) -> Int32? {
        var address = try address(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .last("make a socket for", path) }
        while withSocketAddress(&address, { Glibc.connect(descriptor, $0, $1) }) != 0 {
            if errno == EINTR { continue }
            let fault = SystemFault.last("connect to", path)
            close(descriptor)
            if fault.code == ECONNREFUSED || fault.code == ENOENT { return nil }
            throw fault
        }
        return descriptor
    }

    /// Whether somebody listens there.
    package static func isTaken(_ path: String) throws(SystemFault) -> Bool {
        guard let descriptor = try connect(to: path) else { return false }
        close(descriptor)
        return true
    }

    /// The next waiting client, or nil when there is none.
    package static func accept(_ listener: Int32) -> Int32? {
        let descriptor = retort_accept(listener)
        return descriptor >= 0 ? descriptor : nil
    }

    /// Where a listening socket stands in the file system.
    package static func path(of listener: Int32) -> String? {
        var address = sockaddr_un()
        var size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
        }
        guard result == 0 else { return nil }
        let path = withUnsafeBytes(of: &address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return path.isEmpty ? nil : path
    }

    /// The user id of the process at the other end, nil when the system does not tell.
    package static func peerUser(_ descriptor: Int32) -> UInt32? {
        var user: UInt32 = 0
        return retort_peer_user(descriptor, &user) == 0 ? user : nil
    }

    private static func address(_ path: String) throws(SystemFault) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard bytes.count <= room else {
            throw SystemFault(
                "the socket path \(path) has \(bytes.count) bytes and Linux allows \(room); set RETORT_SOCKET to a shorter one"
            )
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }

    private static func withSocketAddress<Result>(
        _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
