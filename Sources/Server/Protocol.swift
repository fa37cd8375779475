import JSONText
import Wire

/// Everything that can be said to Retort. A new method is a file in `Methods`, a line here, and a page in `Protocol/`.
package enum Protocol {
    package static let registry = Registry<Client>([
        .conceptLookup, .conceptGaps, .conceptComplete, .conceptShow, .conceptAt,
        .quizNext, .quizAnswer,
        .reviewGrade, .reviewPractice, .reviewUndo, .reviewHistory, .reviewDue, .reviewWhy, .reviewStats,
        .reviewSubscribe, .reviewPause, .reviewResume,
        .cardSuspend, .cardUnsuspend, .cardBury, .cardFlag, .cardUnflag, .cardReset, .cardSource,
        .settingsGet, .settingsSet, .inboxList, .inboxDecide,
        .memoryState,
        .packList, .packRefresh, .packCheck, .packImport,
        .sessionOpen, .daemonStatus, .daemonStop, .discover,
        .initialize, .initialized, .setTrace, .didChangeConfiguration, .didChangeWorkspaceFolders, .didOpen,
        .didChange, .didClose, .hover, .definition,
        .codeAction, .executeCommand, .completion, .documentSymbol, .workspaceSymbol, .shutdown, .exit,
    ])

    /// `Protocol/openrpc.json` is this document.
    package static var document: JSON {
        OpenRPC.document(
            title: "Retort", version: Version.program,
            words:
                "A local study daemon. JSON-RPC 2.0 over standard input and output or a Unix socket, framed by Content-Length "
                + "headers or one message a line. Also sent: the notices review/changed and review/due, to clients that asked with "
                + "review/subscribe.",
            registry: registry)
    }
}
