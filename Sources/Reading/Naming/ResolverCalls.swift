/// What calls and subscripts give.
extension Resolver {
    mutating func called(_ callee: Meaning, first: Shape?, in home: String) -> Meaning {
        switch callee.value {
        case .function(let row, let receiver):
            if row.type == "%" {
                guard let first else { return .unknown }
                var given = meaning(first, in: home)
                given.symbol = nil
                return given
            }
            // `files.get(…)` gives what the mapping holds.
            if row.type == "?", let receiver, let brace = receiver.firstIndex(of: "{") {
                let item = Value.instance(String(receiver[receiver.index(after: brace)...]))
                if row.name.hasSuffix(".get") || row.name.hasSuffix(".pop") { return Meaning(value: item) }
                if row.name.hasSuffix(".getlist") || row.name.hasSuffix(".values") {
                    return Meaning(value: .list(item))
                }
            }
            return Meaning(value: typed(row.type, receiver), isLikely: callee.isLikely)
        case .classObject(let name): return Meaning(value: .instance(name), isLikely: callee.isLikely)
        case .projectClass(let place): return Meaning(value: .projectInstance(place), isLikely: callee.isLikely)
        case .projectFunction(let place):
            guard case .function(let summary) = summary(of: place) else { return .unknown }
            var found = result(of: place, summary)
            found.symbol = nil
            return found
        case .foreign: return .foreign
        default: return .unknown
        }
    }

    mutating func result(of place: ProjectPlace, _ summary: FunctionSummary) -> Meaning {
        // A command or group is no longer the function that was written.
        if summary.decorators.contains(where: { $0 == "command" || $0 == "group" }) { return .unknown }
        if summary.decorators.contains(where: { $0.hasSuffix("contextmanager") }) {
            return Meaning(value: .context(meaning(.any(summary.yields), in: place.path).value))
        }
        if let annotation = summary.annotation {
            let found = meaning(annotation, in: place.path)
            if !found.isUnknown { return found }
        }
        if !summary.yields.isEmpty && summary.returns.isEmpty {
            return Meaning(value: .list(meaning(.any(summary.yields), in: place.path).value))
        }
        return meaning(.any(summary.returns), in: place.path)
    }

    func item(_ base: Meaning, _ index: Int?) -> Meaning {
        switch base.value {
        case .tuple(let parts):
            guard let index, index >= 0, index < parts.count else { return .unknown }
            return Meaning(value: parts[index], isLikely: base.isLikely)
        case .list(let element): return Meaning(value: element, isLikely: base.isLikely)
        case .mapping(_, let item): return Meaning(value: .instance(item), isLikely: base.isLikely)
        case .foreign: return .foreign
        default: return .unknown
        }
    }
}
