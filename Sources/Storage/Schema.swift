import Machine

/// The store's tables, on one page. Everything in them is made from packs and logs, so there are no migrations: a store
/// with another number is deleted and filled again.
enum Schema {
    /// Raise it with every change below, or to what is stored in the tables.
    static let number = 1

    static let sql = """
        -- Knowledge, made from the packs.

        CREATE TABLE pack (
            name TEXT PRIMARY KEY, folder TEXT NOT NULL, title TEXT NOT NULL, version TEXT, source TEXT, place INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE file (
            pack TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL,
            PRIMARY KEY (pack, path)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE complaint (
            pack TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, is_error INTEGER NOT NULL, sentence TEXT NOT NULL
        ) STRICT;
        CREATE INDEX complaint_by_file ON complaint (pack, path);

        -- `aliases`, `needs` and `see` are lists with line feeds between; `text` is the Markdown file itself.
        CREATE TABLE concept (
            number INTEGER PRIMARY KEY, pack TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
            aliases TEXT NOT NULL, summary TEXT NOT NULL, topic TEXT NOT NULL, level INTEGER NOT NULL, needs TEXT NOT NULL,
            see TEXT NOT NULL, source TEXT NOT NULL, place INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX concept_by_id ON concept (id, pack);
        CREATE INDEX concept_by_file ON concept (pack, path);

        -- Exact names in folded form; `sort` tells what kind of name (NameSort).
        CREATE TABLE name (
            name TEXT NOT NULL, sort INTEGER NOT NULL, concept INTEGER NOT NULL,
            PRIMARY KEY (name, sort, concept)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX name_by_concept ON name (concept);

        CREATE VIRTUAL TABLE concept_text USING fts5 (
            title, aliases, symbols, asked, summary, body, tokenize = 'porter unicode61'
        );
        CREATE VIRTUAL TABLE concept_word USING fts5vocab (concept_text, row);

        CREATE TABLE card (
            id TEXT PRIMARY KEY, concept INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX card_by_concept ON card (concept);

        -- Memory, made from the logs.

        -- How far each log has been read, and the bytes just before that place, to notice a log that was replaced.
        CREATE TABLE log (
            file TEXT PRIMARY KEY, taken INTEGER NOT NULL, tail TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- The highest number each device has given to an event.
        CREATE TABLE device (
            name TEXT PRIMARY KEY, last INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE review (
            device TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, zone INTEGER NOT NULL, card TEXT NOT NULL,
            grade INTEGER NOT NULL, milliseconds INTEGER,
            PRIMARY KEY (device, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX review_by_card ON review (card, at, device, seq);
        CREATE INDEX review_by_time ON review (at);

        CREATE TABLE undone (
            device TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (device, seq)
        ) STRICT, WITHOUT ROWID;

        -- `phase` 0 learning, 1 review, 2 relearning; `due_day` only in review; `first_day` is the study day of the first review.
        CREATE TABLE memory (
            card TEXT PRIMARY KEY, stability REAL NOT NULL, difficulty REAL NOT NULL, phase INTEGER NOT NULL,
            step INTEGER NOT NULL, last_at INTEGER NOT NULL, last_day INTEGER NOT NULL, due_at INTEGER NOT NULL,
            due_day INTEGER, scheduled_days INTEGER NOT NULL, reviews INTEGER NOT NULL, lapses INTEGER NOT NULL,
            first_day INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX memory_by_due ON memory (due_at);
        CREATE INDEX memory_by_first_day ON memory (first_day);
        """

    /// Opens the store; one that is damaged or has another number is deleted and made anew.
    static func open(_ path: String) throws(DatabaseFault) -> Database {
        do throws(DatabaseFault) {
            let database = try Database(path: path)
            let found = try database.first("PRAGMA user_version") { $0.int(0) } ?? 0
            if found == number { return database }
        } catch where error.isDamage {
            // Made anew below.
        }
        return try make(path)
    }

    static func make(_ path: String) throws(DatabaseFault) -> Database {
        for ending in ["", "-wal", "-shm"] { Files.remove(path + ending) }
        let database = try Database(path: path)
        try database.transaction { () throws(DatabaseFault) in
            try database.script(sql)
            try database.script("PRAGMA user_version = \(number)")
        }
        return database
    }
}
