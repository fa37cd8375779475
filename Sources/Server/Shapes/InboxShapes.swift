import Storage
import Study
import Wire

package struct InboxPair: WireObject {
    package var card = ""
    package var was = ""
    package var now: String?
    package var before: String?
    package var at = 0

    package init() {}

    init(_ pair: IdentityStore.Pair) {
        card = pair.card
        was = pair.was
        now = pair.now
        before = pair.before
        at = Int(pair.at.milliseconds)
    }

    package static let shape = Shape<InboxPair>(
        "InboxPair", "Two cards that may be one, or are taken for one.",
        [
            .required("card", \.card, .text(), "The card as it is called now."),
            .required(
                "was", \.was, .text(), "The card whose history it would continue; itself when only its text changed."),
            .optional("now", \.now, .text(), "How it asks now."),
            .optional("before", \.before, .text(), "How the other one asked; empty when nobody knows any more."),
            .required("at", \.at, .moment, "Since when, in milliseconds since 1970 UTC."),
        ])
}

package struct InboxResult: WireObject {
    package var open: [InboxPair] = []
    package var decided: [InboxPair] = []

    package init() {}

    init(_ inbox: Study.Inbox) {
        open = inbox.open.map { InboxPair($0) }
        decided = inbox.decided.map { InboxPair($0) }
    }

    package static let shape = Shape<InboxResult>(
        "InboxResult", "What waits for a decision, and what was decided.",
        [
            .required("open", \.open, .list(.object, most: Study.inboxPairs), "Oldest first."),
            .required(
                "decided", \.decided, .list(.object, most: Study.inboxPairs),
                "Cards that continue another one's history, the last first."),
        ])
}

package struct DecideParams: WireObject {
    package var card = ""
    package var was = ""
    package var same = false

    package init() {}

    package static let shape = Shape<DecideParams>(
        "DecideParams", "Whether a card continues the history of another one.",
        [
            .required("card", \.card, .text(least: 1, most: 512), "The card as it is called now."),
            .required("was", \.was, .text(least: 1, most: 512), "The card it may have been."),
            .required("same", \.same, .bool, "True: it has that one's history; false: it does not."),
        ])
}
