/// Words that say the same in an answer: irregular forms of one verb, short and long names, everyday synonyms.
enum Synonyms {
    /// The stem that stands for a stem and everything that says the same; the stem itself when nothing does.
    static func of(_ stem: String) -> String {
        table[stem] ?? stem
    }

    private static let table: [String: String] = {
        var table: [String: String] = [:]
        for group in groups {
            let stems = group.split(separator: " ").map { Stem.of(String($0)) }
            for stem in stems { table[stem] = stems[0] }
        }
        return table
    }()

    /// No word stands in two groups.
    private static let groups = [
        // Irregular forms.
        "begin began begun start launch", "bind bound", "break broke broken", "choose chose chosen pick select",
        "create make made build built", "find found", "forget forgot forgotten missing miss lack absent",
        "get got gotten",
        "give gave given", "hide hid hidden", "hold held", "keep kept", "know knew known", "lose lost", "mean meant",
        "read", "run ran execute", "say said", "see saw seen", "send sent", "show shown", "take took taken",
        "tell told",
        "throw threw thrown raise", "write wrote written",
        // Short names.
        "argument arg parameter param", "configuration config setting", "database db", "dictionary dict",
        "directory dir folder",
        "environment env", "exception error", "function func", "integer int", "string str text", "boolean bool",
        // Everyday synonyms.
        "allow permit let", "another different", "before until till", "big large", "delete remove erase", "fast quick",
        "nothing none", "put move place", "same equal identical",
    ]
}
