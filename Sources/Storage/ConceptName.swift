import Knowledge

/// A name that a concept can be found by: a row of `name` but for the concept's number.
struct ConceptName {
    var folded: String
    var sort: NameSort
    /// In the list it comes from.
    var place = 0
    /// As it is completed to; nil for what nobody types.
    var written: String?
    /// The most important least; nil for what nobody types.
    var weight: Int?

    private init(_ text: String, _ sort: NameSort, _ level: Level, place: Int = 0) {
        folded = sort == .exactSymbol ? text : Folding.fold(text)
        self.sort = sort
        self.place = place
        guard let kind = Completion.Kind(sort) else { return }
        written = text
        weight = Completion.weight(kind, level)
    }

    /// Everything the concept can be found by.
    static func all(of concept: Concept) -> [ConceptName] {
        func name(_ text: String, _ sort: NameSort, place: Int = 0) -> ConceptName {
            ConceptName(text, sort, concept.level, place: place)
        }
        var names = [name(concept.id, .id), name(concept.title, .title)]
        for (place, alias) in concept.aliases.enumerated() { names.append(name(alias, .alias, place: place)) }
        for (place, symbol) in concept.symbols.enumerated() {
            let words = symbol.split { $0 == "." || $0 == ":" }
            // Of several concepts that list a symbol first, the one that is called like it.
            let isNamesake = words.last.map { Folding.fold(String($0)) == Folding.fold(concept.id) } ?? false
            names.append(name(symbol, .exactSymbol, place: isNamesake ? -1 : place))
            names.append(name(symbol, .symbol, place: place))
            // `Flask.route` and `route` are what stands in code.
            for word in words.dropFirst().suffix(2) {
                names.append(name(String(symbol[word.startIndex...]), .symbolTail, place: place))
            }
        }
        return names.filter { !$0.folded.isEmpty }
    }
}
