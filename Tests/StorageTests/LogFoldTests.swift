import Glibc
import JSONText
import Machine
import Memory
import TestSupport
import Testing

@testable import Storage

/// What three devices wrote: all kinds of events about few cards, so that they meet, by clocks that jump.
private struct History {
    var logs: [String: [Event]] = [:]

    /// All of them, in an order that is the same in every run.
    var events: [Event] { logs.sorted { $0.key < $1.key }.flatMap(\.value) }

    init(_ random: inout SplitMix64) {
        let devices = ["desk", "lap", "phone"]
        var numbers: [String: Int64] = [:]
        var clocks: [String: Int64] = [:]
        var written: [(device: String, seq: Int64)] = []
        func card() -> String {
            "\(["p", "q"].randomElement(using: &random) ?? "p")/c/\(Int.random(in: 0..<3, using: &random))"
        }
        func zone() -> Int { [-480, 0, 60, 765].randomElement(using: &random) ?? 0 }
        func grade() -> Grade { Grade.allCases.randomElement(using: &random) ?? .good }
        func time() -> Int? { Bool.random(using: &random) ? Int.random(in: 0..<90_000, using: &random) : nil }
        func what(_ seq: Int64) -> Event.What {
            switch Int.random(in: 0..<32, using: &random) {
            case 0...3:
                // What is taken back may be an undo, or nothing that was ever written.
                if let other = written.randomElement(using: &random) {
                    return .undo(device: other.device, seq: other.seq)
                }
                return .undo(device: devices.randomElement(using: &random) ?? "desk", seq: seq + 2)
            case 4: return .undo(device: devices.randomElement(using: &random) ?? "desk", seq: seq + 1)
            case 5: return .suspend(card: card())
            case 6: return .unsuspend(card: card())
            case 7: return .bury(card: card(), zoneMinutes: zone())
            case 8: return .flag(card: card(), note: ["unclear", "", nil].randomElement(using: &random) ?? nil)
            case 9: return .unflag(card: card())
            case 10: return .reset(card: card())
            case 11:
                return .pause(
                    zoneMinutes: zone(),
                    until: Bool.random(using: &random)
                        ? StudyDay(number: Int.random(in: 20_000..<20_900, using: &random)) : nil)
            case 12: return .resume
            case 13:
                return .setting(
                    name: ["desiredRetention", "minutes"].randomElement(using: &random) ?? "minutes",
                    value: [.number(0.8), .number(0.95), .integer(3), .text("?")].randomElement(using: &random)
                        ?? .null,
                    pack: [nil, "p", "q"].randomElement(using: &random) ?? nil)
            case 14...16: return .same(card: card(), was: card())
            case 17: return .apart(card: card(), was: card())
            case 18: return .miss(query: "egg \(Int.random(in: 0..<3, using: &random))")
            case 19: return .look(concept: "p/\(Int.random(in: 0..<3, using: &random))")
            case 20: return .practice(card: card(), grade: grade(), zoneMinutes: zone(), milliseconds: time())
            case 21:
                return Bool.random(using: &random)
                    ? .unknown("dance") : .resembles(card: card(), was: card(), now: "now", before: "")
            default: return .review(card: card(), grade: grade(), zoneMinutes: zone(), milliseconds: time())
            }
        }
        for _ in 0..<Int.random(in: 1...48, using: &random) {
            // Two devices that were given one name number their events alike.
            let device =
                Int.random(in: 0..<40, using: &random) == 0 ? "lap" : devices.randomElement(using: &random) ?? "desk"
            let twin = device == "lap" && Int.random(in: 0..<8, using: &random) == 0
            let seq = max(1, (numbers[device] ?? 0) + (twin ? 0 : 1))
            numbers[device] = seq
            // Coarse times make events of several devices fall on one moment; now and then a clock is set.
            var clock = clocks[device] ?? Int64.random(in: 0..<40, using: &random)
            clock += Int64.random(in: 0..<16, using: &random)
            if Int.random(in: 0..<12, using: &random) == 0 { clock += Int64.random(in: -400..<400, using: &random) }
            clocks[device] = clock
            let event = Event(
                at: start.adding(milliseconds: clock * day / 8), device: device, seq: seq, what: what(seq))
            written.append((device, seq))
            logs[device, default: []].append(event)
        }
    }
}

/// What follows from a set of events, computed as plainly as can be and without a store.
private struct Plainly {
    var memories: [String: CardMemory] = [:]
    var suspended: Set<String> = []
    var flagged: [String: String?] = [:]
    var buried: Set<String> = []
    var pause: Int??
    var settings: [String: String] = [:]
    var ancestors: [String: Set<String>] = [:]

    init(_ events: [Event]) {
        func key(_ event: Event) -> String { "\(event.device) \(event.seq)" }
        // Who takes back whom, settled from those that nobody takes back.
        var undoes: [String: Set<String>] = [:]
        for event in events {
            if case .undo(let device, let seq) = event.what {
                undoes[key(event), default: []].insert("\(device) \(seq)")
            }
        }
        var counts: [String: Bool] = [:]
        var isSettling = true
        while isSettling {
            isSettling = false
            for undo in undoes.keys where counts[undo] == nil {
                let takers = undoes.filter { $0.value.contains(undo) }.keys
                if takers.contains(where: { counts[$0] == true }) {
                    counts[undo] = false
                } else if takers.allSatisfy({ counts[$0] == false }) {
                    counts[undo] = true
                } else {
                    continue
                }
                isSettling = true
            }
        }
        let undone = Set(undoes.filter { counts[$0.key] == true }.values.joined())
        let counting = Self.merged(events).filter { !undone.contains(key($0)) }.sorted {
            // The names and values are for two devices of one name.
            ($0.at, $0.device, $0.seq, String(decoding: $0.line, as: UTF8.self)) < (
                $1.at, $1.device, $1.seq, String(decoding: $1.line, as: UTF8.self)
            )
        }

        var links: Set<[String]> = []
        var retentions: [String: Double] = [:]
        for event in counting {
            switch event.what {
            case .same(let card, let was): links.insert([card, was])
            case .apart(let card, let was): links.remove([card, was])
            case .pause(_, let until): pause = .some(until?.number)
            case .resume: pause = .none
            case .setting(let name, let value, let pack):
                settings[name + " " + (pack ?? "")] = value.written
                if name == "desiredRetention" {
                    retentions[pack ?? ""] = if case .number(let number) = value { number } else { nil }
                }
            default: break
            }
        }
        let cards = ["p", "q"].flatMap { pack in (0..<3).map { "\(pack)/c/\($0)" } }
        for card in cards {
            var family: Set<String> = [card]
            while let next = links.first(where: { family.contains($0[0]) && !family.contains($0[1]) }) {
                family.insert(next[1])
            }
            ancestors[card] = family.subtracting([card])
            var answers: [ClockRepair.Entry<Review?>] = []
            for event in counting {
                switch event.what {
                case .suspend(let of) where family.contains(of): suspended.insert(card)
                case .unsuspend(let of) where family.contains(of): suspended.remove(card)
                case .flag(let of, let note) where family.contains(of): flagged[card] = .some(note == "" ? nil : note)
                case .unflag(let of) where family.contains(of): flagged[card] = nil
                case .bury(let of, let zone) where family.contains(of):
                    buried.insert("\(card) \(StudyDay(at: event.at, zoneMinutes: zone).number)")
                case .review(let of, let grade, let zone, _) where family.contains(of):
                    let review = Review(at: event.at, zoneMinutes: zone, grade: grade)
                    answers.append(ClockRepair.Entry(at: event.at, device: event.device, seq: event.seq, value: review))
                case .apart(let of, let was) where family.contains(of) && of == was:
                    answers.append(ClockRepair.Entry(at: event.at, device: event.device, seq: event.seq, value: nil))
                case .reset(let of) where family.contains(of):
                    answers.append(ClockRepair.Entry(at: event.at, device: event.device, seq: event.seq, value: nil))
                default: break
                }
            }
            // Of one number of two devices of one name, the answer comes before what makes it not count.
            answers = answers.filter { $0.value != nil } + answers.filter { $0.value == nil }
            ClockRepair.order(&answers)
            var reviews: [Review] = []
            for answer in answers {
                if var review = answer.value {
                    review.at = answer.at
                    reviews.append(review)
                } else {
                    reviews = []
                }
            }
            let retention = retentions[String(card.prefix(1))] ?? retentions[""]
            memories[card] = Scheduler(desiredRetention: retention ?? 0.9).fold(reviews, card: card)
        }
    }
}

extension Plainly {
    /// Two answers to one card with one time and number are one, of which the lesser of each value counts.
    private static func merged(_ events: [Event]) -> [Event] {
        var answers: [String: Event] = [:]
        var others: [Event] = []
        for event in events {
            guard case .review(let card, let grade, let zone, let time) = event.what else {
                others.append(event)
                continue
            }
            let key = "\(event.at.milliseconds) \(event.device) \(event.seq) \(card)"
            var merged = event
            if case .review(_, let other, let otherZone, _)? = answers[key]?.what {
                let lesser = Grade(rawValue: min(grade.rawValue, other.rawValue)) ?? grade
                merged.what = .review(card: card, grade: lesser, zoneMinutes: min(zone, otherZone), milliseconds: time)
            }
            answers[key] = merged
        }
        return others + answers.values
    }
}

/// A database in memory that takes the logs of a sandbox.
private struct Replay {
    let database: Database
    let box: Sandbox

    init(_ box: Sandbox) throws {
        self.box = box
        database = try Database(path: ":memory:")
        try Schema.fill(database)
    }

    func run() throws {
        try LogReplay(database: database, scheduler: Scheduler(desiredRetention: 0.9)).run(folder: box.places.log)
    }

    /// Everything that follows from the logs, row by row.
    var state: [String] { get throws { try box.memories(of: database) } }
}

@Suite struct LogFoldTests {
    /// `RETORT_HISTORIES=1000` runs them all.
    private static let rounds = getenv("RETORT_HISTORIES").flatMap { Int(String(cString: $0)) } ?? 150

    @Test func `whatever order logs arrive in, and in whatever pieces, what follows from them is the same`() throws {
        let seed: UInt64 = 4_711
        var random = SplitMix64(seed: seed)
        for round in 0..<Self.rounds {
            let history = History(&random)
            let whole = Sandbox()
            for (device, events) in history.logs { try whole.write(whole.log(device), events.flatMap(\.line)) }
            let replay = try Replay(whole)
            try replay.run()
            try check(
                MemoryStore(database: replay.database), Plainly(history.events), "round \(round)")

            // Other names are another order; every line goes into one file or two, the order within shuffled; files grow
            // by any number of bytes, also half lines.
            let pieces = Sandbox()
            var files: [String: [UInt8]] = [:]
            let names = ["a", "b", "c", "d", "e"]
            for line in history.events.map(\.line).shuffled(using: &random) {
                for _ in 0...(Int.random(in: 0..<5, using: &random) / 4) {
                    files[names.randomElement(using: &random) ?? "a", default: []] += line
                }
            }
            var waiting = files.sorted { $0.key < $1.key }.map { (name: $0.key, rest: $0.value[...]) }
            let growing = try Replay(pieces)
            while !waiting.isEmpty {
                let next = Int.random(in: waiting.indices, using: &random)
                let count = Int.random(in: 1...max(1, waiting[next].rest.count / 2), using: &random)
                try pieces.grow(waiting[next].name, by: waiting[next].rest.prefix(count))
                waiting[next].rest.removeFirst(count)
                if waiting[next].rest.isEmpty {
                    // A torn last line stays for good.
                    if Bool.random(using: &random) { try pieces.grow(waiting[next].name, by: #"{"at":17956"#.utf8) }
                    waiting.remove(at: next)
                }
                if Bool.random(using: &random) { try growing.run() }
            }
            try growing.run()
            #expect(try growing.state == replay.state, "seed \(seed) round \(round)")
        }
    }

    private func check(_ memory: MemoryStore, _ plainly: Plainly, _ round: Comment) throws {
        let today = StudyDay(number: 20_000)
        for (card, ancestors) in plainly.ancestors {
            #expect(try memory.memory(card) == plainly.memories[card], round)
            let continued = try memory.database.all("SELECT was FROM ancestor WHERE card = ?", .text(card)) {
                $0.text(0)
            }
            #expect(continued.sorted() == ancestors.sorted(), round)
            let standing = try memory.standing(card, today: today)
            #expect(standing.isSuspended == plainly.suspended.contains(card), round)
            #expect(standing.isFlagged == (plainly.flagged[card] != nil), round)
            #expect(standing.note == plainly.flagged[card] ?? nil, round)
            for day in 20_700..<20_705 {
                let isBuried =
                    plainly.buried.contains("\(card) \(day)") || plainly.buried.contains("\(card) \(day + 1)")
                #expect(try memory.standing(card, today: StudyDay(number: day)).isBuried == isBuried, round)
            }
        }
        #expect(
            try (memory.pause(today: today) != nil)
                == (plainly.pause.map { $0.map { $0 > today.number } ?? true } ?? false), round)
        let settings = try memory.settings().reduce(into: [:]) {
            $0[$1.name + " " + ($1.pack ?? "")] = $1.value.written
        }
        #expect(settings == plainly.settings, round)
    }

    @Test func `an undo of an undo lets the first thing count again, and a circle of undos takes back nothing`() throws
    {
        let box = Sandbox()
        let lines = [
            review("p/a/1", seq: 1), undo(1, seq: 2), undo(2, seq: 3), review("p/b/1", seq: 4), undo(4, seq: 5),
            undo(5, seq: 6), undo(6, seq: 7), review("p/c/1", seq: 8), undo(10, seq: 9), undo(9, seq: 10),
            undo(8, seq: 9),
        ].flatMap(\.line)
        try box.write(box.log("desk"), lines)
        let store = try box.caughtUp()
        #expect(try store.memory.history("p/a/1").count == 1)
        #expect(try store.memory.history("p/b/1").isEmpty)
        #expect(try store.memory.history("p/c/1").count == 1)
    }

    @Test func `two spellings of one letter are two cards, as they are to the store`() throws {
        let box = Sandbox()
        let cards = ["p/caf\u{E9}/1", "p/cafe\u{301}/1"]
        try box.write(box.log("desk"), zip(cards, [1, 2]).flatMap { review($0, seq: $1).line })
        let store = try box.caughtUp()
        for card in cards { #expect(try store.memory.history(card).count == 1) }
        #expect(try cards.allSatisfy { try store.memory.memory($0) != nil })
    }
}
