import Machine
import Server
import Study

extension Command {
    static let quiz = Command(
        name: "quiz", words: "ask what is due, and something new in between, for two minutes a day",
        options: [
            Option(name: "--topic", value: "TOPIC", words: "only this topic"),
            Option(name: "--concept", value: "CONCEPT", words: "only this concept, by its id"),
            Option(name: "--pack", value: "PACK", words: "only this pack"),
            Option(name: "--file", value: "FILE", words: "only what occurs in this Python file or template"),
            Option(name: "--minutes", value: "MINUTES", words: "so many minutes now, whatever was spent today"),
            Option(name: "--new", value: "N", words: "how many new cards today (default 3, or the setting)"),
            Option(name: "--practice", words: "outside the schedule: the least known first, due or not"),
            Option(name: "--plain", words: "plain lines one after the other: for screen readers and logs"),
        ]
    ) { context, words throws(Failure) in
        guard words.plain.isEmpty else {
            throw .usage("quiz takes no words; for a concept: retort quiz --concept \(words.plain[0])")
        }
        var params = NextParams()
        params.topic = words.value("--topic")
        params.concept = words.value("--concept")
        params.pack = words.value("--pack")
        params.new = try words.whole("--new", 0...1000)
        params.file = words.value("--file").map { Path.absolute($0, from: Path.current) }
        params.practice = words.has("--practice") ? true : nil
        let minutes = try words.whole("--minutes", 1...600)
        var session = try QuizSession(
            connection: try context.connect(), context: context, wish: params,
            minutes: minutes, isPlain: words.has("--plain"))
        return try session.run()
    }
}

/// The keys of the four grades.
struct GradeKey {
    let grade: Int
    let name: String

    static let all = [
        GradeKey(grade: 1, name: "again"),
        GradeKey(grade: 2, name: "hard"),
        GradeKey(grade: 3, name: "good"),
        GradeKey(grade: 4, name: "easy"),
    ]
}
