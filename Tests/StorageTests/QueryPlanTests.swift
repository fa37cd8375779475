import Machine
import Memory
import Testing

@testable import Storage

@Suite struct QueryPlanTests {
    /// Every statement that was prepared since the connection was opened, with its plan.
    private func plans(of use: (Database) throws -> Void) throws -> [(sql: String, plan: [String])] {
        let box = Sandbox()
        let database = try Schema.open(box.places.store).database
        let before = Set(database.kept)
        try use(database)
        return try database.kept.filter { !before.contains($0) }.map { sql in
            var plan: [String] = []
            try database.rows("EXPLAIN QUERY PLAN " + sql) { plan.append($0.text(3)) }
            return (sql, plan)
        }
    }

    private var filters: [MemoryStore.Filter] {
        var topic = MemoryStore.Filter()
        topic.topic = "t"
        var pack = MemoryStore.Filter()
        pack.pack = "p"
        var concept = MemoryStore.Filter()
        concept.concept = 1
        var concepts = MemoryStore.Filter()
        concepts.concepts = [1, 2]
        return [MemoryStore.Filter(), topic, pack, concept, concepts]
    }

    /// Settings are few, there is one pause at most, what is stale is taken from the front, a card is one row, and what
    /// subqueries give has a limit.
    private func isLongScan(_ step: String) -> Bool {
        step.hasPrefix("SCAN")
            && ![
                "SCAN CONSTANT ROW", "SCAN setting", "SCAN pause", "SCAN stale", "SCAN (subquery", "SCAN device",
                "SCAN need", "SCAN json_each",
            ].contains(
                where: step.hasPrefix)
    }

    /// A card and those it continues have few reviews and events.
    private func isOfOneCard(_ sql: String) -> Bool {
        sql.contains("FROM ancestor WHERE card = ?1") || sql.contains("FROM event")
    }

    private let today = StudyDay(at: start, zoneMinutes: 0)

    @Test func `due, named, entries, history and the like search an index and scan nothing`() throws {
        let plans = try plans { database in
            let memory = MemoryStore(database: database)
            let knowledge = KnowledgeStore(database: database)
            for filter in filters {
                _ = try memory.due(filter, now: start, today: today, limit: 10)
                _ = try memory.dueCount(filter, now: start, today: today)
                _ = try memory.ahead(filter, today: today, days: 7, limit: 10)
                _ = try memory.seen(filter, today: today, limit: 10)
            }
            _ = try memory.leeches(limit: 10)
            _ = try memory.answers(on: today)
            _ = try memory.answers(limit: 10)
            _ = try knowledge.needs(of: 1)
            _ = try memory.nextDue(after: start, today: today, zoneMinutes: 0)
            _ = try memory.memory("p/c/1")
            _ = try memory.history("p/c/1")
            _ = try memory.lastEvent(device: "desk")
            _ = try memory.standing("p/c/1", today: today)
            let identity = IdentityStore(database: database)
            _ = try identity.open(limit: 10)
            _ = try identity.back(of: "p/c/1")
            _ = try identity.isSpokenOf("p/c/1", "p/c/2")
            _ = try memory.looks(since: start, limit: 10)
            _ = try memory.lastSeq(device: "desk")
            _ = try memory.memories(ofConcept: 1)
            _ = try knowledge.named("a name")
            _ = try knowledge.completions(of: "a", limit: 3)
            _ = try knowledge.topics(beginning: "a", limit: 3)
            _ = try knowledge.concepts(beginning: "a", limit: 3)
            _ = try knowledge.cards(beginning: "p/", limit: 3)
            _ = try knowledge.entries(id: "c")
            _ = try knowledge.entry(number: 1)
            _ = try knowledge.text(number: 1)
            _ = try knowledge.titles(ids: ["c"], pack: "p")
            _ = try knowledge.card("p/c/1")
            _ = try knowledge.cards(ofConcept: 1)
        }
        #expect(plans.count >= 18)
        for (sql, plan) in plans {
            #expect(!plan.contains { isLongScan($0) }, "\(plan) of \(sql)")
            #expect(plan.contains { $0.hasPrefix("SEARCH") } || plan == ["SCAN device"], "\(plan) of \(sql)")
            // The few concepts of one id and the few cards of one concept are sorted, the others follow an index.
            let isFew =
                sql.contains("FROM pack WHERE pack.name = concept.pack") || sql.contains("card.concept = ?")
                || isOfOneCard(sql) || sql.contains("json_each") || sql.contains("GROUP BY")
                || sql.contains("FROM practice WHERE")
            #expect(isFew || !plan.contains { $0.contains("TEMP B-TREE") }, "\(plan) of \(sql)")
        }
    }

    @Test func `new cards come in the order of an index, so that the first ones end the search`() throws {
        let plans = try plans { database in
            for filter in filters { _ = try MemoryStore(database: database).new(filter, today: today, limit: 1) }
        }
        #expect(plans.count == filters.count)
        for (sql, plan) in plans {
            if sql.contains("card.concept = ?") || sql.contains("json_each") {
                #expect(plan.contains { $0.hasPrefix("SEARCH card USING INDEX card_by_concept") }, "\(plan)")
            } else {
                #expect(plan.first == "SCAN card USING COVERING INDEX card_by_turn", "\(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
            }
            #expect(plan.filter { $0.hasPrefix("SCAN") }.count <= 1, "\(plan)")
        }
    }

    @Test func `taking an event searches indexes only`() throws {
        let box = Sandbox()
        try box.write(box.log("desk"), review("p/c/1", seq: 1).line + undo(1, seq: 2).line)
        let database = try Schema.open(box.places.store).database
        let replay = LogReplay(database: database, scheduler: Scheduler(desiredRetention: 0.9))
        try replay.run(folder: box.places.log, name: "desk.jsonl")
        for sql in database.kept where sql.hasPrefix("SELECT") || sql.hasPrefix("DELETE") {
            try database.rows("EXPLAIN QUERY PLAN " + sql) {
                #expect(!isLongScan($0.text(3)), "\($0.text(3)) of \(sql)")
                #expect(!$0.text(3).contains("TEMP B-TREE") || isOfOneCard(sql), "\($0.text(3)) of \(sql)")
            }
        }
    }
}
