import Knowledge

/// Why a concept was found: which words of the query it holds and where, and which of its names and wordings fits best.
package struct Explanation: Sendable, Equatable {
    package typealias Field = Wording.Field

    /// A word of the query that the concept holds.
    package struct Word: Sendable, Equatable {
        /// As the query has it.
        package var word: String
        /// Where it stands, the surest first; never empty.
        package var fields: [Field]
        /// The share of the query's information that it makes up, 0...1.
        package var weight: Double
    }

    /// A title, another name, a symbol or a wording of the concept.
    package struct Phrase: Sendable, Equatable {
        package var text: String
        package var field: Field
        /// The share of the query's information that it holds, 0...1.
        package var share: Double
    }

    /// In the order of the query; words that the concept lacks are left out.
    package var words: [Word] = []
    /// What fits the query best; nil when the words stand in its texts only.
    package var phrase: Phrase?
    /// How likely it is that the concept is what was meant, 0...1.
    package var confidence = 0.0
}
