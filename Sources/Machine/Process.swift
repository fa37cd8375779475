import CLinux
import Glibc

/// This process as the system sees it.
package enum Process {
    package static let identifier = Int(getpid())

    package static var user: UInt32 { geteuid() }

    /// The home of this process's user by the table of users; nil when they are not in it, as those of a directory service.
    ///
    /// It is read here: a program that is linked statically has no library that would ask elsewhere.
    package static var home: String? {
        let tableBytes = 16 << 20
        guard let table = try? Files.read("/etc/passwd", limit: tableBytes) else { return nil }
        for line in table.split(separator: UInt8(ascii: "\n")) {
            let fields = String(decoding: line, as: UTF8.self).split(separator: ":", omittingEmptySubsequences: false)
            if fields.count >= 6, fields[2] == String(user), fields[5].hasPrefix("/") { return String(fields[5]) }
        }
        return nil
    }

    /// Memory held now, from /proc; 0 where that is not to be had.
    package static var residentBytes: Int {
        guard let bytes = try? Files.read("/proc/self/statm", from: 0, count: 128) else { return 0 }
        let pages = String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    package static var host: String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let result = bytes.withUnsafeMutableBytes {
            gethostname($0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count - 1)
        }
        return result == 0 ? String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) : ""
    }

    /// Asks a process to end; false when there is none that may be asked.
    package static func terminate(_ identifier: Int) -> Bool {
        kill(pid_t(identifier), SIGTERM) == 0
    }

    /// Lets others have the core first. Linux leaves it to a thread for some milliseconds before another one's turn.
    package static func giveWay() {
        sched_yield()
    }

    /// Gives the memory that was needed for a while back to the system, which the allocator would keep.
    package static func giveBackMemory() {
        malloc_trim(0)
    }

    package static func sleep(milliseconds: Int) {
        usleep(UInt32(milliseconds) * 1000)
    }
}
