import CLinux
import Glibc

/// Reading and writing files by path. Nothing is cached; every failure is a `SystemFault` that names the path.
package enum Files {
    /// The whole file. A file over `limit` bytes is refused rather than cut, and so is what is no regular file: a pipe
    /// or a device may keep its reader waiting for ever.
    package static func read(_ path: String, limit: Int) throws(SystemFault) -> [UInt8] {
        // Without O_NONBLOCK opening a pipe waits for its writer.
        let file = retort_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0)
        guard file >= 0 else { throw .last("read", path) }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { throw .last("read", path) }
        switch information.st_mode & S_IFMT {
        case S_IFREG: return try read(file, name: path, limit: limit)
        case S_IFDIR: throw SystemFault("cannot read \(path): it is a folder")
        default: throw SystemFault("cannot read \(path): it is no regular file")
        }
    }

    /// All that can still be read from an open descriptor, to its end.
    package static func read(_ file: Int32, name: String, limit: Int) throws(SystemFault) -> [UInt8] {
        var information = stat()
        guard fstat(file, &information) == 0 else { throw .last("read", name) }
        if information.st_mode & S_IFMT == S_IFDIR { throw SystemFault("cannot read \(name): it is a folder") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(limit, max(4096, Int(information.st_size) + 1)))
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last("read", name) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else {
                throw SystemFault("cannot read \(name): it is larger than \(limit) bytes")
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Replaces the file in one step, so that a reader sees the old text or the new one, never a part.
    package static func replace(
        _ path: String, with bytes: [UInt8], mode: UInt32 = 0o600, durably: Bool = false
    ) throws(SystemFault) {
        let draft = "\(path).\(getpid()).new"
        let file = retort_open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw .last("write", path) }
        do throws(SystemFault) {
            defer { close(file) }
            try append(bytes, to: file, name: path)
            if durably, fsync(file) != 0 { throw SystemFault.last("write", path) }
        } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, path) == 0 else {
            let fault = SystemFault.last("write", path)
            unlink(draft)
            throw fault
        }
    }

    /// Writes all bytes to an open descriptor, however often the system asks to go on.
    package static func append(_ bytes: [UInt8], to file: Int32, name: String) throws(SystemFault) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, $0.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last("write", name) }
            done += count
        }
    }

    /// Makes the folder and those above it; an existing one is left as it is.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o700) throws(SystemFault) {
        if isFolder(path) { return }
        let parent = Path.folder(of: path)
        if parent != path, !isFolder(parent) { try makeFolder(parent, mode: mode) }
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .last("make the folder", path) }
    }

    package static func remove(_ path: String) {
        unlink(path)
    }

    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    package static func isLink(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK
    }

    package static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is certainly nothing of that name; false when that cannot be told.
    package static func isMissing(_ path: String) -> Bool {
        access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)
    }

    /// What the name stands for at this moment; nil when there is nothing or it cannot be told.
    package static func identity(_ path: String) -> FileIdentity? {
        var information = stat()
        return stat(path, &information) == 0 ? FileIdentity(information) : nil
    }

    /// Size and last change of a file or a folder (whose last change is that of its list of names); nil when there is none.
    package static func lastChange(of path: String) -> FileStamp? {
        var information = stat()
        return stat(path, &information) == 0 ? FileStamp(information) : nil
    }

    /// Size and last change of a regular file; nil for everything else.
    package static func stamp(_ path: String) -> FileStamp? {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        return FileStamp(information)
    }

    /// The names in a folder, sorted, without those that begin with a dot; empty when it cannot be read.
    package static func names(in folder: String) -> [String] {
        entries(in: folder).map(\.name)
    }

    /// What a name in a folder stands for; a link is not followed.
    package enum Entry: Sendable { case file, folder, other }

    /// Like `names`, with what each stands for, which costs nothing more.
    package static func entries(in folder: String) -> [(name: String, sort: Entry)] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var found: [(name: String, sort: Entry)] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            let sort: Entry =
                switch Int(entry.pointee.d_type) {
                case DT_REG: .file
                case DT_DIR: .folder
                default: .other
                }
            found.append((name, sort))
        }
        return found.sorted { $0.name < $1.name }
    }

    /// Files that `tree` gives at most: a large pack has some thousand, a home folder taken for one far more.
    package static let treeFiles = 20_000

    /// Every regular file below `root` whose name ends in `suffix`, as paths relative to it, sorted by folder, `treeFiles` at most.
    /// Links to folders are followed, `depth` levels deep; a folder that is reached twice counts once, so links may go in circles.
    /// - Parameter passedOver: names of folders that are not looked into.
    package static func tree(
        _ root: String, suffix: String, depth: Int = 8, passingOver passedOver: Set<String> = []
    ) -> [(path: String, stamp: FileStamp)] {
        var found: [(path: String, stamp: FileStamp)] = []
        walk(root, suffix: suffix, depth: depth, passingOver: passedOver) { path, stamp in
            found.append((path, stamp))
            return found.count < treeFiles
        }
        return found
    }

    /// Calls `visit` for each file of such a tree, however many there are, for as long as it returns true.
    package static func walk<Fault: Error>(
        _ root: String, suffix: String, depth: Int = 8, passingOver passedOver: Set<String> = [],
        visit: (String, FileStamp) throws(Fault) -> Bool
    ) throws(Fault) {
        var visited: Set<FileIdentity> = []
        _ = try walk(root, "", suffix, depth, passedOver, &visited, visit)
    }

    private static func walk<Fault: Error>(
        _ folder: String, _ prefix: String, _ suffix: String, _ depth: Int, _ passedOver: Set<String>,
        _ visited: inout Set<FileIdentity>, _ visit: (String, FileStamp) throws(Fault) -> Bool
    ) throws(Fault) -> Bool {
        guard let identity = identity(folder), visited.insert(identity).inserted else { return true }
        for name in names(in: folder) {
            let path = folder + "/" + name
            if name.hasSuffix(suffix), let stamp = stamp(path) {
                guard try visit(prefix + name, stamp) else { return false }
            } else if depth > 0, isFolder(path), !passedOver.contains(name) {
                let prefix = prefix + name + "/"
                guard try walk(path, prefix, suffix, depth - 1, passedOver, &visited, visit) else { return false }
            }
        }
        return true
    }
}

/// What a name stands for: another file put in its place has another identity.
package struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let number: UInt64

    init(_ information: stat) {
        device = UInt64(information.st_dev)
        number = UInt64(information.st_ino)
    }
}

/// What tells that a file has not changed: its size and the time of its last change.
package struct FileStamp: Sendable, Equatable {
    package var size: Int64
    /// When its bytes, its name or who may read it last changed (the system's ctime, which copying programs cannot
    /// set back as they do the time of modification), in nanoseconds since 1970-01-01 UTC.
    package var changed: Int64

    package init(size: Int64, changed: Int64) {
        self.size = size
        self.changed = changed
    }

    init(_ information: stat) {
        size = Int64(information.st_size)
        changed = Int64(information.st_ctim.tv_sec) * 1_000_000_000 + Int64(information.st_ctim.tv_nsec)
    }

    /// Whether the change is so fresh that another one might carry the same time: the system's clock for files ticks
    /// every 1 to 10 ms.
    package var isFresh: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        let nanoseconds = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
        return abs(nanoseconds - changed) < 20_000_000
    }
}
