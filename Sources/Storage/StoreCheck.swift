import Machine

/// Whether the store is sound, for who asks without a daemon. Whatever is wrong with it, packs and logs make it anew.
package enum StoreCheck {
    package enum Found: Sendable, Equatable {
        /// None was made yet, or it was deleted.
        case missing
        /// Of another version of the program; made anew at the next start.
        case otherVersion(Int, wanted: Int)
        case sound(bytes: Int64)
        /// SQLite's own words.
        case damaged(String)
        /// It cannot be opened, which says nothing of what is in it.
        case closed(String)
    }

    /// SQLite looks at every page (`PRAGMA quick_check`): about a second for each gigabyte.
    package static func run(_ path: String) -> Found {
        guard let stamp = Files.stamp(path) else { return .missing }
        do throws(DatabaseFault) {
            let database = try Database(path: path)
            let version = try database.first("PRAGMA user_version") { $0.int(0) } ?? 0
            if version != Schema.number { return .otherVersion(version, wanted: Schema.number) }
            let words = try database.first("PRAGMA quick_check(1)") { $0.text(0) } ?? "no answer"
            return words == "ok" ? .sound(bytes: stamp.size) : .damaged(words)
        } catch {
            return error.isDamage ? .damaged(error.sentence) : .closed(error.sentence)
        }
    }
}
