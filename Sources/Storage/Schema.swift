import Machine

/// The store's tables, on one page. Everything in them is made from packs and logs, so there are no migrations: a store
/// with another number is deleted and filled again.
enum Schema {
    /// Raise it with every change below, or to what is stored in the tables.
    static let number = 16

    /// It has every column, so that a card's reviews are read in one stretch. A long replay builds it at its end.
    static let reviewByCard = "CREATE INDEX review_by_card ON review (card, at, device, seq, zone, grade, milliseconds)"

    static let sql = """
        -- Knowledge, made from the packs.

        CREATE TABLE pack (
            name TEXT PRIMARY KEY, folder TEXT NOT NULL, title TEXT NOT NULL, version TEXT, source TEXT, place INTEGER NOT NULL
        ) STRICT;

        -- `left_out` is the id a file's concept would have, had not another file of the pack taken it.
        CREATE TABLE file (
            pack TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL, concept INTEGER,
            left_out TEXT,
            PRIMARY KEY (pack, path)
        ) STRICT, WITHOUT ROWID;

        -- Of a log (`pack` is empty) `line` is 0 for the file as a whole and 1 for something in it.
        CREATE TABLE complaint (
            pack TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, is_error INTEGER NOT NULL, sentence TEXT NOT NULL
        ) STRICT;
        CREATE INDEX complaint_by_file ON complaint (pack, path);

        -- `aliases`, `needs` and `see` are lists with line feeds between. A number is never given to a second concept, so that who
        -- kept one finds the same concept or none.
        CREATE TABLE concept (
            number INTEGER PRIMARY KEY AUTOINCREMENT, pack TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
            aliases TEXT NOT NULL, summary TEXT NOT NULL, topic TEXT NOT NULL, level INTEGER NOT NULL, needs TEXT NOT NULL,
            see TEXT NOT NULL, source TEXT NOT NULL, place INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX concept_by_id ON concept (id, pack);
        CREATE INDEX concept_by_topic ON concept (topic, level, pack, place);
        CREATE INDEX concept_without_place ON concept (place) WHERE place = -1;

        -- The concepts' files themselves.
        CREATE TABLE markdown (
            concept INTEGER PRIMARY KEY, text TEXT NOT NULL
        ) STRICT;

        -- Names to be found by, in folded form but for exact symbols; `sort` tells what kind of name (NameSort), `place` where it
        -- stands in its list: a concept is most about the symbol it lists first. What a name is completed to while it is typed has
        -- the `text` as its pack writes it and a `weight`, the most important least (Completion).
        CREATE TABLE name (
            name TEXT NOT NULL, sort INTEGER NOT NULL, place INTEGER NOT NULL, concept INTEGER NOT NULL, text TEXT,
            weight INTEGER,
            PRIMARY KEY (name, sort, place, concept)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX name_to_complete ON name (weight, name) WHERE weight IS NOT NULL;

        -- The text index. Which concepts hold a stem stands in pieces (PostingList.Piece), the lowest numbers first; the first, whose
        -- `first` is 0, has how many they are, and that of the empty stem how many concepts there are at all. `phrases` is what a
        -- concept is called and asked for (Wording). `word` has the words of names and wordings for spelling, found by first letter
        -- and length.
        CREATE TABLE posting (
            stem TEXT NOT NULL, first INTEGER NOT NULL, concepts INTEGER, entries BLOB NOT NULL, PRIMARY KEY (stem, first)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE wording (
            concept INTEGER PRIMARY KEY, phrases BLOB NOT NULL
        ) STRICT;
        CREATE TABLE word (
            word TEXT PRIMARY KEY, shape INTEGER NOT NULL, concepts INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX word_by_shape ON word (shape, concepts DESC, word);

        -- `place` counts the questions of a concept; `concept_place` is the place of the concept.
        CREATE TABLE card (
            id TEXT PRIMARY KEY, concept INTEGER NOT NULL, place INTEGER NOT NULL, concept_place INTEGER NOT NULL,
            kind TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX card_by_concept ON card (concept, place);
        CREATE INDEX card_by_turn ON card (place, concept_place, id, concept, kind);

        -- Cards that were answered and are in no pack any more, and cards that came into a known pack, each with its text: what
        -- vanished under one id may have appeared under another. Texts are empty when nobody knows them any more.
        CREATE TABLE gone (
            card TEXT PRIMARY KEY, question TEXT NOT NULL, answer TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE appeared (
            card TEXT PRIMARY KEY, question TEXT NOT NULL, answer TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Memory, made from the logs.

        -- What the scheduler was that the memories were computed with.
        CREATE TABLE computed (
            scheduler TEXT NOT NULL
        ) STRICT;

        -- How far each log has been read and when it had changed, and checksums of the bytes just before that place and of all
        -- before it, to notice a log that was replaced or rewritten.
        CREATE TABLE log (
            file TEXT PRIMARY KEY, taken INTEGER NOT NULL, changed INTEGER NOT NULL, tail INTEGER NOT NULL, whole INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- The highest number each device has given to an event.
        CREATE TABLE device (
            name TEXT PRIMARY KEY, last INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Two devices that were given one name number their events alike, hence the longer key.
        CREATE TABLE review (
            device TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, zone INTEGER NOT NULL, card TEXT NOT NULL,
            grade INTEGER NOT NULL, milliseconds INTEGER,
            PRIMARY KEY (device, seq, at, card)
        ) STRICT, WITHOUT ROWID;
        \(reviewByCard);

        -- Answers outside the schedule.
        CREATE TABLE practice (
            device TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, zone INTEGER NOT NULL, card TEXT NOT NULL,
            grade INTEGER NOT NULL, milliseconds INTEGER,
            PRIMARY KEY (device, seq, at, card)
        ) STRICT, WITHOUT ROWID;

        -- What takes back what; `counts` says whether it does, being not taken back itself.
        CREATE TABLE undo (
            of_device TEXT NOT NULL, of_seq INTEGER NOT NULL, device TEXT NOT NULL, seq INTEGER NOT NULL,
            counts INTEGER NOT NULL,
            PRIMARY KEY (of_device, of_seq, device, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX undo_by_source ON undo (device, seq);

        -- The events that do not count.
        CREATE VIEW undone AS SELECT of_device AS device, of_seq AS seq FROM undo WHERE counts = 1;

        -- Every other event. `subject` is a card or a setting's name, `other` the card `was` or the setting's pack, `value` a note,
        -- a day or a setting's value as JSON; what an event does not have is empty.
        CREATE TABLE event (
            device TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, name TEXT NOT NULL, subject TEXT NOT NULL,
            other TEXT NOT NULL, value TEXT NOT NULL, zone INTEGER NOT NULL,
            PRIMARY KEY (device, seq, at, name, subject, other, value, zone)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX event_by_subject ON event (subject, name, other);
        CREATE INDEX event_by_name ON event (name, subject, other);

        -- Look-ups that found a concept (`pack/id`), and those that found nothing.
        CREATE TABLE look (
            at INTEGER NOT NULL, device TEXT NOT NULL, seq INTEGER NOT NULL, concept TEXT NOT NULL,
            PRIMARY KEY (at, device, seq, concept)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX look_by_concept ON look (concept, at);

        CREATE TABLE miss (
            at INTEGER NOT NULL, device TEXT NOT NULL, seq INTEGER NOT NULL, query TEXT NOT NULL,
            PRIMARY KEY (at, device, seq, query)
        ) STRICT, WITHOUT ROWID;

        -- What follows from them. A card that continues others has what holds for them, too.

        CREATE TABLE suspended (card TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

        CREATE TABLE buried (
            card TEXT NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (card, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE flagged (card TEXT PRIMARY KEY, note TEXT) STRICT, WITHOUT ROWID;

        -- One row while a pause was the last word; `until` is the study day on which it ends.
        CREATE TABLE pause (at INTEGER NOT NULL, zone INTEGER NOT NULL, until INTEGER) STRICT;

        -- `pack` is empty for all packs; `value` is JSON.
        CREATE TABLE setting (
            name TEXT NOT NULL, pack TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, pack)
        ) STRICT, WITHOUT ROWID;

        -- `link` is what was said (card continues was), `ancestor` all that follows from it.
        CREATE TABLE link (
            card TEXT NOT NULL, was TEXT NOT NULL, PRIMARY KEY (card, was)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX link_by_was ON link (was, card);

        CREATE TABLE ancestor (
            card TEXT NOT NULL, was TEXT NOT NULL, PRIMARY KEY (card, was)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX ancestor_by_was ON ancestor (was, card);

        -- Cards whose memory is still to be computed; empty but in the middle of a long replay.
        CREATE TABLE stale (card TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

        -- `phase` 0 learning, 1 review, 2 relearning; `due_day` only in review.
        CREATE TABLE memory (
            card TEXT PRIMARY KEY, stability REAL NOT NULL, difficulty REAL NOT NULL, phase INTEGER NOT NULL,
            step INTEGER NOT NULL, last_at INTEGER NOT NULL, last_day INTEGER NOT NULL, due_at INTEGER NOT NULL,
            due_day INTEGER, scheduled_days INTEGER NOT NULL, reviews INTEGER NOT NULL, lapses INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX memory_by_due ON memory (due_at);
        CREATE INDEX memory_by_due_day ON memory (due_day) WHERE due_day IS NOT NULL;
        CREATE INDEX memory_by_last ON memory (last_at);
        CREATE INDEX memory_of_leeches ON memory (lapses, card) WHERE phase = 2;
        """

    /// Opens the store; one that is damaged or has another number is deleted and made anew, and the reason told.
    static func open(_ path: String) throws(DatabaseFault) -> (database: Database, reason: String?) {
        let isNew = !Files.exists(path)
        var reason: String?
        do throws(DatabaseFault) {
            try makeFolder(of: path)
            let database = try Database(path: path)
            let found = try database.first("PRAGMA user_version") { $0.int(0) } ?? 0
            if found == number { return (database, nil) }
            if !isNew { reason = "the store \(path) is of another version (\(found), not \(number))" }
        } catch  where error.isDamage {
            reason = error.sentence
        }
        return (try make(path), reason)
    }

    static func make(_ path: String) throws(DatabaseFault) -> Database {
        try makeFolder(of: path)
        for ending in ["", "-wal", "-shm", "-journal"] { Files.remove(path + ending) }
        let database = try Database(path: path)
        try fill(database)
        return database
    }

    /// Makes the tables in an empty database.
    static func fill(_ database: Database) throws(DatabaseFault) {
        try database.transaction { () throws(DatabaseFault) in
            try database.script(sql)
            try database.script("PRAGMA user_version = \(number)")
        }
    }

    private static func makeFolder(of path: String) throws(DatabaseFault) {
        do throws(SystemFault) { try Files.makeFolder(Path.folder(of: path)) } catch {
            throw DatabaseFault(code: 0, sentence: error.sentence)
        }
    }
}
