/// The bounds of the protocol, each with its reason.
package enum WireLimits {
    /// The longest message: room for the largest source file an editor opens, with all its text escaped.
    package static let messageBytes = 16 * 1_048_576
    /// The headers before a message; LSP clients send one or two short ones.
    package static let headerBytes = 4096
    /// What a connection keeps of its buffer between messages; more, grown for a long one, is given back.
    package static let keptBytes = 65_536
    /// Messages in one batch.
    package static let batch = 256
    /// Requests of one client that wait for the labour thread.
    package static let labourRequests = 16
    /// Requests of ours that one client has not answered.
    package static let asked = 100
    /// The id of our first request to a client: numbers, since Vim cannot take texts, and far from those that clients give their
    /// own, which Vim would mix up with them.
    package static let firstAsked: Int64 = 1_000_000
    /// Characters of an offending value repeated in an error message.
    package static let quoted = 40
}
