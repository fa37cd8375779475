import Knowledge

/// Reads what a concept holds for the text index, one concept after the other.
struct ConceptReader {
    private(set) var lexicon = Lexicon()
    /// Of the concept that is read, by stem; all empty between two.
    private var marks: [PostingList.Mark] = []
    private var held: [Int32] = []

    /// Words of a concept's body that are indexed: bounds what one monstrous file costs.
    private static let bodyWords = 20_000

    struct Terms {
        var marks: [(stem: Int32, mark: PostingList.Mark)] = []
        /// For spelling; numbers of the lexicon, each once.
        var words: Set<Int> = []
        var wording: [UInt8] = []
    }

    /// What a concept is called and asked for, in the order of its wording.
    static func phrases(of concept: Concept) -> [(text: String, field: Wording.Field)] {
        let others: [([String], Wording.Field)] = [
            (concept.aliases, .alias), (concept.symbols, .symbol), (concept.asked, .asked),
        ]
        return [(concept.title, .title), (concept.id, .title)]
            + others.flatMap { list, field in list.map { ($0, field) } }
    }

    mutating func terms(of concept: Concept) -> Terms {
        var terms = Terms()
        var words: [Wording.Word] = []
        for (phrase, field) in Self.phrases(of: concept) {
            words.removeAll(keepingCapacity: true)
            Wording.eachWord(of: phrase, field) { bytes, joins, isOwner in
                let number = lexicon.number(bytes)
                let word = lexicon.words[number]
                let isLight = isOwner || field != .symbol && word.isStopWord
                words.append(.init(hash: lexicon.stems[Int(word.stem)].hash, joins: joins, isLight: isLight))
                mark(word.stem, field)
                if bytes.count > 2 { terms.words.insert(number) }
            }
            Wording.append(words, field, to: &terms.wording)
        }
        SearchText.eachWord(of: concept.summary) { bytes, _ in
            let number = lexicon.number(bytes)
            let word = lexicon.words[number]
            if !word.isStopWord { mark(word.stem, .summary) }
        }
        var left = Self.bodyWords
        for section in concept.sections where left > 0 {
            var most = left
            SearchText.eachWord(of: section.body) { bytes, _ in
                let number = lexicon.number(bytes)
                let word = lexicon.words[number]
                if most > 0, !word.isStopWord {
                    mark(word.stem, .body)
                    left -= 1
                }
                most -= 1
            }
        }
        terms.marks.reserveCapacity(held.count)
        for stem in held {
            terms.marks.append((stem, marks[Int(stem)]))
            marks[Int(stem)] = 0
        }
        held.removeAll(keepingCapacity: true)
        return terms
    }

    private mutating func mark(_ stem: Int32, _ field: Wording.Field) {
        while marks.count <= stem { marks.append(0) }
        if marks[Int(stem)] == 0 { held.append(stem) }
        marks[Int(stem)] |= field.bit
    }
}
