import CSQLite
import Glibc

/// A connection to the store. It has one owner, stays on that owner's thread, and keeps its prepared statements.
package final class Database {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]
    package let path: String

    /// Opens or makes the file. Readers and the writer do not block one another (write-ahead log).
    package init(path: String) throws(DatabaseFault) {
        self.path = path
        var handle: OpaquePointer?
        // One thread owns a connection, so SQLite's own locks are not needed.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let fault = DatabaseFault(
                code: code, sentence: "cannot open \(path): \(String(cString: sqlite3_errstr(code)))")
            sqlite3_close_v2(handle)
            throw fault
        }
        self.handle = handle
        // The other thread's transactions are short; five seconds means that something is wrong.
        sqlite3_busy_timeout(handle, 5000)
        do throws(DatabaseFault) {
            try script("PRAGMA journal_mode = WAL")
            // Everything here can be made again, so a power cut may cost the newest pages, never the logs.
            try script("PRAGMA synchronous = NORMAL")
            try script("PRAGMA temp_store = MEMORY")
            // Pages, 16 MB: taking the write-ahead log over waits for the disk, so nobody who is waited for should have to. After an
            // indexing the labour thread does it (`settle`).
            try script("PRAGMA wal_autocheckpoint = 4096")
            // KiB, taken as they are needed: a long history is replayed twice as fast as with SQLite's own 2 MB.
            try script("PRAGMA cache_size = -16384")
        } catch {
            sqlite3_close_v2(handle)
            throw error
        }
    }

    deinit {
        statements = [:]
        sqlite3_close_v2(handle)
    }

    /// Runs statements that give no rows and take no values.
    package func script(_ sql: String) throws(DatabaseFault) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw fault(sql) }
    }

    /// Runs one statement to its end.
    package func run(_ sql: String, _ values: SQLValue...) throws(DatabaseFault) {
        try step(sql, values) { _ in true }
    }

    /// Calls `row` for each row; text and numbers must be taken out within the call.
    package func rows(_ sql: String, _ values: SQLValue..., row: (Row) -> Void) throws(DatabaseFault) {
        try rows(sql, values, row: row)
    }

    package func rows(_ sql: String, _ values: [SQLValue], row: (Row) -> Void) throws(DatabaseFault) {
        try step(sql, values) {
            row($0)
            return true
        }
    }

    /// The rows, each made into a value; those that give nil are left out.
    package func all<Value>(_ sql: String, _ values: SQLValue..., row: (Row) -> Value?) throws(DatabaseFault) -> [Value]
    {
        try all(sql, values, row: row)
    }

    package func all<Value>(
        _ sql: String, _ values: [SQLValue], row: (Row) -> Value?
    ) throws(DatabaseFault) -> [Value] {
        var found: [Value] = []
        try rows(sql, values) { if let value = row($0) { found.append(value) } }
        return found
    }

    /// The first row, made into a value; nil when there is none.
    package func first<Value>(_ sql: String, _ values: SQLValue..., row: (Row) -> Value) throws(DatabaseFault) -> Value?
    {
        try first(sql, values: values, row: row)
    }

    package func first<Value>(
        _ sql: String, values: [SQLValue], row: (Row) -> Value
    ) throws(DatabaseFault) -> Value? {
        var value: Value?
        try step(sql, values) {
            value = row($0)
            return false
        }
        return value
    }

    /// Goes on as long as `row` says so.
    func step(_ sql: String, _ values: [SQLValue], row: (Row) -> Bool) throws(DatabaseFault) {
        let statement = try prepare(sql)
        defer { statement.reset() }
        for (index, value) in values.enumerated() { statement.bind(value, at: Int32(index + 1)) }
        while true {
            switch sqlite3_step(statement.handle) {
            case SQLITE_ROW:
                if !row(Row(handle: statement.handle)) { return }
            case SQLITE_DONE: return
            default: throw fault(sql)
            }
        }
    }

    /// All or nothing. Takes the write lock at once, so that it never fails half-way for want of it.
    package func transaction(_ body: () throws(DatabaseFault) -> Void) throws(DatabaseFault) {
        try run("BEGIN IMMEDIATE")
        do throws(DatabaseFault) {
            try body()
            try run("COMMIT")
        } catch {
            try? script("ROLLBACK")
            throw error
        }
    }

    /// Reads from one state of the database, whatever others write meanwhile; the locks are taken only once, also when
    /// one stands within another.
    package func snapshot<Value>(_ body: () throws(DatabaseFault) -> Value) throws(DatabaseFault) -> Value {
        if isInTransaction { return try body() }
        try run("BEGIN")
        do throws(DatabaseFault) {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            try? script("ROLLBACK")
            throw error
        }
    }

    /// Takes what stands in the write-ahead log over into the file itself, as far as nobody reads there.
    func settle() throws(DatabaseFault) { try run("PRAGMA wal_checkpoint(PASSIVE)") }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// The statements prepared so far; tests look at their plans.
    var kept: [String] { statements.keys.sorted() }

    private func prepare(_ sql: String) throws(DatabaseFault) -> Statement {
        if let statement = statements[sql] { return statement }
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
            let prepared
        else { throw fault(sql) }
        let statement = Statement(handle: prepared)
        statements[sql] = statement
        return statement
    }

    private func fault(_ sql: String) -> DatabaseFault {
        let words = String(cString: sqlite3_errmsg(handle))
        return DatabaseFault(code: sqlite3_extended_errcode(handle), sentence: "the store \(path): \(words) [\(sql)]")
    }
}

private final class Statement {
    let handle: OpaquePointer

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    func bind(_ value: SQLValue, at index: Int32) {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let value): sqlite3_bind_int64(handle, index, value)
        case .number(let value): sqlite3_bind_double(handle, index, value)
        case .text(let value):
            sqlite3_bind_text(handle, index, value, Int32(value.utf8.count), Self.transient)
        case .bytes(let value):
            sqlite3_bind_blob(handle, index, value, Int32(value.count), Self.transient)
        }
    }

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// SQLITE_TRANSIENT: SQLite copies the text.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// What SQLite refused.
package struct DatabaseFault: Error, Sendable {
    /// SQLite's extended result code.
    package let code: Int32
    package let sentence: String

    /// Whether the file itself is at fault, so that making it anew will help.
    package var isDamage: Bool {
        code == Self.moved
            || [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR, SQLITE_SCHEMA, SQLITE_ERROR, SQLITE_MISMATCH].contains(
                code & 0xFF)
    }

    /// SQLITE_READONLY_DBMOVED, a macro that Swift does not see: the file was deleted or replaced.
    private static let moved = SQLITE_READONLY | (4 << 8)
}
