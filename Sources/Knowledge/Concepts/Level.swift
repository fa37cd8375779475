/// How far into a subject a concept lies.
package enum Level: Int, Sendable, CaseIterable {
    case beginner, intermediate, advanced

    /// The word that packs use.
    package var name: String {
        switch self {
        case .beginner: "beginner"
        case .intermediate: "intermediate"
        case .advanced: "advanced"
        }
    }

    /// The level of that name, in lower-case letters; nil for any other word.
    package init?(name: String) {
        guard let level = Level.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }
}
