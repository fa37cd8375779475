import Machine
import Reading
import Study
import Wire

extension Method where Context == Client {
    static var definition: Method {
        Method(
            labour: "textDocument/definition",
            "LSP: where a string or a word of a template leads: a template's file, an endpoint's view, else the concept's Markdown. Null for names in Python, which other servers know.",
            sort: .lsp, runs: .whenIndexed, params: PlaceParams.self, result: WireType<Location?>.nullable(.object)
        ) { client, params, answer throws(Refusal) in
            guard let (place, hint) = try client.hint(params, client.study.hintSwitches), place.isLink else {
                answer(.success(nil))
                return {}
            }
            if let target = place.found.target {
                place.project.whenFresh { answer(.success(client.location(target, named: place))) }
            } else {
                let file = hint.entry.flatMap { client.study.file(of: $0) }
                answer(.success(file.map { Location(path: $0) }))
            }
            return {}
        }
    }
}

extension EditorSession.Place {
    /// Whether it may lead somewhere: names in Python lead where other servers know.
    fileprivate var isLink: Bool {
        if case .python = document { return found.isInString }
        return true
    }
}

extension Client {
    fileprivate func location(_ target: Found.Target, named place: EditorSession.Place) -> Location? {
        switch target {
        case .template(let name):
            place.workspace.destination(ofTemplate: name, near: place.path).map { location($0) }
        case .endpoint(let name):
            place.workspace.destination(ofEndpoint: name, near: place.path, open: editor.edited).map { location($0) }
        }
    }

    private func location(_ destination: Workspace.Destination) -> Location {
        var location = Location(path: destination.path)
        guard destination.offset > 0 else { return location }
        let text =
            editor.text(ofFile: destination.path)
            ?? (try? Files.read(destination.path, limit: ReadingLimits.documentBytes)).map { SourceText($0) }
        if let text {
            location.range = WireRange(
                destination.offset..<destination.offset, in: text, encoding: editor.encoding)
        }
        return location
    }
}
