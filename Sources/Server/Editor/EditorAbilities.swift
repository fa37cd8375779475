import JSONText

/// What an editor can do and wants, of what matters here.
struct EditorAbilities {
    var showsMarkdown = false
    /// Can be asked to open a document.
    var showsDocuments = false
    /// Takes symbols within symbols.
    var nestsSymbols = false
    /// Wants completion in strings.
    var completes = false
    /// The virtual environment its user works in.
    var environment: String?
    /// Can be asked for its user's settings.
    var tellsSettings = false

    init() {}

    init(capabilities: JSON, options: JSON) {
        let document = capabilities["textDocument"]
        showsMarkdown =
            document?["hover"]?["contentFormat"]?.list?.compactMap(\.text).contains("markdown") ?? false
        showsDocuments = capabilities["window"]?["showDocument"]?["support"] == .bool(true)
        nestsSymbols = document?["documentSymbol"]?["hierarchicalDocumentSymbolSupport"] == .bool(true)
        tellsSettings = capabilities["workspace"]?["configuration"] == .bool(true)
        choose(options)
    }

    /// Takes the switches that `options` names.
    mutating func choose(_ options: JSON) {
        if let completion = options["completion"] { completes = completion == .bool(true) }
        if let folder = options["virtualEnvironment"] { environment = folder.text }
    }
}
