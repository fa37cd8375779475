import Reading
import Study
import Wire

extension Method where Context == Client {
    static var completion: Method {
        Method(
            labour: "textDocument/completion",
            "LSP: configuration keys, endpoints and template names in the strings that take them; null elsewhere, and unless the client asked for it in initializationOptions.",
            sort: .lsp, runs: .whenIndexed, params: PlaceParams.self,
            result: WireType<[StringCompletion]?>.nullable(.list(.object, most: 4000))
        ) { client, params, answer throws(Refusal) in
            if client.editor.abilities.completes {
                client.complete(params.textDocument.uri, params.position.text) { answer(.success($0)) }
            } else {
                answer(.success(nil))
            }
            return {}
        }
    }
}

extension Client {
    /// Names given at most.
    private static let completions = 4000
    /// What a configuration key is taken for while it is typed.
    private static let probe = "SECRET_KEY"
    private static let keys = "flask.config:"

    /// Asks the readers what a whole name in the place of the string at the cursor would be.
    fileprivate func complete(
        _ uri: String, _ position: TextPosition, answer: @escaping ([StringCompletion]?) -> Void
    ) {
        guard let (text, path) = editor.document(uri) else { return answer(nil) }
        var document = text
        let offset = document.text.offset(of: position, encoding: editor.encoding)
        guard let string = StringAtCursor(document.text.bytes, offset) else { return answer(nil) }
        let range = WireRange(string.content, in: document.text, encoding: editor.encoding)
        document.replace(string.content, with: Array(Self.probe.utf8) + string.missing)
        let start = string.content.lowerBound
        guard let place = editor.place(at: start, in: document, path: path, hints: study.hintSource) else {
            return answer(nil)
        }
        switch place.found.target {
        case .template:
            place.project.whenFresh { [self] in
                answer(items(Set(place.workspace.templates().map(\.name)).sorted(), kind: 17, "template", range))
            }
        case .endpoint:
            place.project.whenFresh { [self] in
                answer(items(place.workspace.endpoints(open: editor.edited), kind: 18, "endpoint", range))
            }
        case nil:
            guard place.found.symbol == Self.keys + Self.probe else { return answer(nil) }
            let names = study.hintSource.facts.names(beginning: Self.keys).map { String($0.dropFirst(Self.keys.count)) }
            answer(items(names, kind: 10, "configuration key", range))
        }
    }

    private func items(_ names: [String], kind: Int, _ detail: String, _ range: WireRange) -> [StringCompletion] {
        names.prefix(Self.completions).map { name in
            var item = StringCompletion()
            item.label = name
            item.kind = kind
            item.detail = detail
            item.textEdit.range = range
            item.textEdit.newText = name
            return item
        }
    }
}

/// The string literal on the cursor's line, as far as it is typed.
private struct StringAtCursor {
    var content: Range<Int>
    /// What would close an open string and the bracket before it.
    var missing: [UInt8] = []

    /// Longer strings are no names.
    private static let mostBytes = 200

    init?(_ bytes: [UInt8], _ offset: Int) {
        func isEnd(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x0A || byte == 0x0D }
        var start = offset
        while start > 0, !isEnd(bytes[start - 1]), offset - start < Self.mostBytes { start -= 1 }
        guard start > 0, bytes[start - 1] == 0x22 || bytes[start - 1] == 0x27 else { return nil }
        let quote = bytes[start - 1]
        var end = offset
        while end < bytes.count, !isEnd(bytes[end]), end - offset < Self.mostBytes { end += 1 }
        if end < bytes.count, bytes[end] == quote {
            content = start..<end
        } else {
            // What stands behind an open string on its line is code.
            content = start..<offset
            let isSubscript = start > 1 && bytes[start - 2] == UInt8(ascii: "[")
            missing = [quote, UInt8(ascii: isSubscript ? "]" : ")")]
        }
    }
}
