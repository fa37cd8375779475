import Machine

extension FileStamp {
    /// What is kept in place of the time when the file must be read again next time.
    static let unsettled: Int64 = -1
}

/// Compares the files of packs with what the store has of them.
struct PackSurvey {
    let database: Database
    let ticket: Ticket

    enum Job {
        case manifest(PackIndexer.Found, FileStamp, place: Int, hasMoved: Bool)
        /// `before` is the stamp the store has; nil for a file it does not know.
        case concept(PackIndexer.Found, path: String, FileStamp, before: FileStamp?)
        case forget(pack: String, path: String)
        case forgetPack(String)
    }

    /// What a pack's folder has in store.
    struct Found {
        /// What comes before the concepts: the manifest, and what is gone, for a file that was moved takes its id along.
        var first: [Job] = []
        /// New and changed concepts.
        var changed = 0
    }

    /// Files of a pack at most: a million fit, a home folder with a `pack.md` in it does not go on for ever.
    private static let packFiles = 2_000_000

    /// Looks at every file of a pack, and keeps eight bytes of each.
    func look(at pack: PackIndexer.Found, place: Int) throws(DatabaseFault) -> Found {
        let seat = try database.first("SELECT folder, place FROM pack WHERE name = ?", .text(pack.name)) {
            (folder: $0.text(0), place: $0.int(1))
        }
        // A pack that moved may hold other files with the same stamps.
        let hasMoved = seat?.folder != pack.folder
        var found = Found()
        var seen: [UInt64] = []
        var known = 0
        try walk(pack) { path, stamp throws(DatabaseFault) in
            let old = try self.stamp(pack.name, path)
            if old != nil { known += 1 }
            seen.append(Self.hash(path))
            if path == "pack.md" {
                if hasMoved || seat?.place != place || old != stamp {
                    found.first.append(.manifest(pack, stamp, place: place, hasMoved: hasMoved))
                }
            } else if hasMoved || old != stamp {
                found.changed += 1
                // Looking at so many takes a while, too.
                ticket.report(done: 0, total: found.changed)
            }
            return true
        }
        let before = try database.first("SELECT count(*) FROM file WHERE pack = ?", .text(pack.name)) { $0.int(0) } ?? 0
        if known < before {
            let seen = Set(seen)
            try database.rows("SELECT path FROM file WHERE pack = ? ORDER BY path", .text(pack.name)) {
                let path = $0.text(0)
                if !seen.contains(Self.hash(path)) { found.first.append(.forget(pack: pack.name, path: path)) }
            }
        }
        return found
    }

    /// Calls `visit` for each new or changed concept of a pack, with its size, for as long as it returns true.
    func changes(
        of pack: PackIndexer.Found, _ visit: (Job, _ bytes: Int) throws(DatabaseFault) -> Bool
    ) throws(DatabaseFault) {
        try walk(pack) { path, stamp throws(DatabaseFault) in
            let old = try self.stamp(pack.name, path)
            guard path != "pack.md", old != stamp else { return true }
            return try visit(.concept(pack, path: path, stamp, before: old), Int(stamp.size))
        }
    }

    private func walk(
        _ pack: PackIndexer.Found, _ visit: (String, FileStamp) throws(DatabaseFault) -> Bool
    ) throws(DatabaseFault) {
        var left = Self.packFiles
        try Files.walk(pack.folder, suffix: ".md") { path, stamp throws(DatabaseFault) in
            guard Path.name(of: path) != "README.md" else { return true }
            left -= 1
            guard left >= 0 else { return false }
            return try visit(path, stamp)
        }
    }

    /// The stamp that was kept for a file.
    private func stamp(_ pack: String, _ path: String) throws(DatabaseFault) -> FileStamp? {
        try database.first("SELECT size, changed FROM file WHERE pack = ? AND path = ?", .text(pack), .text(path)) {
            FileStamp(size: $0.integer(0), changed: $0.integer(1))
        }
    }

    /// FNV-1a, 64 bits: of two million paths two are alike once in ten million packs.
    private static func hash(_ path: String) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        return hash
    }

    /// Packs the store has that are not on the disk any more.
    func forgotten(_ packs: [PackIndexer.Found]) throws(DatabaseFault) -> [Job] {
        let names = Set(packs.map(\.name))
        return try database.all("SELECT name FROM pack UNION SELECT DISTINCT pack FROM file ORDER BY 1") { row in
            let name = row.text(0)
            return names.contains(name) ? nil : .forgetPack(name)
        }
    }

    /// Files whose id was taken by another file and is free now.
    func admissible(_ packs: [PackIndexer.Found]) throws(DatabaseFault) -> [Job] {
        try database.all(
            """
            SELECT pack, path FROM file WHERE left_out IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM concept WHERE concept.id = file.left_out AND concept.pack = file.pack)
            ORDER BY pack, path
            """
        ) { row in
            guard let pack = packs.first(where: { $0.name == row.text(0) }),
                let stamp = Files.stamp(pack.folder + "/" + row.text(1))
            else { return nil }
            // Whatever its stamp was: it is news.
            let before = FileStamp(size: -1, changed: FileStamp.unsettled)
            return .concept(pack, path: row.text(1), stamp, before: before)
        }
    }
}
