import Machine
import Reading
import Study
import Wire

extension Method where Context == Client {
    static var definition: Method {
        Method(
            "textDocument/definition",
            "LSP: where a string or a word of a template leads: a template's file, an endpoint's view, else the concept's Markdown. Null for names in Python, which other servers know.",
            sort: .lsp, runs: .whenIndexed, params: PlaceParams.self, result: WireType<Location?>.nullable(.object)
        ) { client, params throws(Refusal) in
            guard let (place, hint) = try client.hint(params, client.study.hintSwitches) else { return nil }
            if case .python = place.document, !place.found.isInString { return nil }
            switch place.found.target {
            case .template(let name):
                return place.workspace.destination(ofTemplate: name, near: place.path).map { client.location($0) }
            case .endpoint(let name):
                let edited = client.editor.edited
                let view = place.workspace.destination(ofEndpoint: name, near: place.path) { edited[$0] }
                return view.map { client.location($0) }
            case nil:
                return hint.entry.flatMap { client.study.file(of: $0) }.map { Location(path: $0) }
            }
        }
    }
}

extension Client {
    fileprivate func location(_ destination: Workspace.Destination) -> Location {
        var location = Location(path: destination.path)
        guard destination.offset > 0 else { return location }
        let text =
            editor.edited[destination.path]?.text
            ?? (try? Files.read(destination.path, limit: ReadingLimits.documentBytes)).map { SourceText($0) }
        if let text {
            location.range = WireRange(
                destination.offset..<destination.offset, in: text, encoding: editor.encoding)
        }
        return location
    }
}
