import Memory
import Storage
import Testing

@testable import Study

@Suite struct GapTests {
    private func gaps(_ study: Study, after milliseconds: Int64 = 0, limit: Int = 20) throws -> [String] {
        try study.gaps(limit: limit, now: now(milliseconds)).gaps.map { "\($0.days) \($0.query)" }
    }

    @Test func `what was not found is a gap, counted by days, the most often asked first`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try gaps(study).isEmpty)
        for query in ["sourdough", "sourdough", "wok hei"] { study.noteMiss(query, now: now()) }
        #expect(try gaps(study, after: minute) == ["1 sourdough", "1 wok hei"])
        study.noteMiss("Wok-Hei?", now: now(day))
        #expect(try gaps(study, after: day) == ["2 Wok-Hei?", "1 sourdough"])
        #expect(try gaps(study, after: day, limit: 1) == ["2 Wok-Hei?"])
        // A year later nobody cares.
        #expect(try gaps(study, after: 366 * day) == ["1 Wok-Hei?"])
        #expect(try gaps(study, after: 367 * day).isEmpty)
        // Another process reads the same from the log.
        #expect(try gaps(box.study(), after: day) == ["2 Wok-Hei?", "1 sourdough"])
    }

    @Test func `a gap that is found by now drops out and is counted`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        study.noteMiss("wok", now: now())
        study.noteMiss("zyxwv", now: now())
        #expect(try gaps(study) == ["1 wok", "1 zyxwv"])
        try box.write(
            "packs/kitchen/wok.md", "---\nid: wok\ntitle: Wok\ntopic: tools\nlevel: beginner\n---\nA round pan.\n")
        try box.index()
        study.packsChanged()
        let (left, found) = try study.gaps(limit: 20, now: now())
        #expect(left.map(\.query) == ["zyxwv"] && found == 1)
    }

    @Test func `a gap is one clean line`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        study.noteMiss("  how do\n I\u{1B}[31m  knead\t? ", now: now())
        study.noteMiss(
            "Traceback (most recent call last):\n  File \"x.py\", line 3, in bake\nOvenError: door is open\n\n",
            now: now())
        study.noteMiss(String(repeating: "x", count: 100_000), now: now())
        study.noteMiss("  ?? \u{202E} ", now: now())
        let all = try study.gaps(limit: 20, now: now()).gaps.map(\.query)
        #expect(Set(all) == ["how do I[31m knead ?", "OvenError: door is open", String(repeating: "x", count: 120)])
    }

    @Test func `what was looked up is known to the store`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        study.noteLook("kitchen/salt", now: now())
        study.noteLook("kitchen/knife", now: now(minute))
        study.settle()
        #expect(try study.store.memory.looks(since: start, limit: 9) == ["kitchen/knife", "kitchen/salt"])
        #expect(try study.due(now: now(minute)).due == 0)
    }
}
