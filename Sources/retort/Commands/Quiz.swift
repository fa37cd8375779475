import Machine
import Server
import Study

extension Command {
    static let quiz = Command(
        name: "quiz", synopsis: "[--topic T] [--concept C] [--pack P] [--minutes M] [--new N] [--plain]",
        words: "ask what is due, then something new, for two minutes",
        options: [
            Option(name: "--topic", value: "T", words: "only this topic"),
            Option(name: "--concept", value: "C", words: "only this concept, by its id"),
            Option(name: "--pack", value: "P", words: "only this pack"),
            Option(name: "--minutes", value: "M", words: "begin no question after so many (default 2, or the setting)"),
            Option(name: "--new", value: "N", words: "how many new cards today (default 3, or the setting)"),
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
        let minutes = try words.whole("--minutes", 1...600)
        var session = try QuizSession(
            connection: try context.connect(), context: context, wish: params,
            minutes: minutes ?? Settings.read(context.places.settings).0.minutes, isPlain: words.has("--plain"))
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
