/// The bounds of the byte level, each with its reason. (Bounds on messages stand in `Wire/WireLimits.swift`.)
package enum Limits {
    /// What is read from one client before the next has its turn: a pipe's capacity on Linux.
    package static let readBytes = 65_536
    /// A client that has so much unread output is not read from until it catches up.
    package static let pausingBytes = 1_048_576
    /// A client that has so much unread output is dropped: larger than any answer, small against the machine's memory.
    package static let queuedBytes = 32 * 1_048_576
    /// A larger output buffer is given back once it is written, so that an idle client costs little.
    package static let keptBytes = 16_384
    /// How long an ending daemon waits for a client to take its last answers.
    package static let drainMilliseconds: Int32 = 2000
    /// Clients served at once; further ones wait in the kernel's queue until one leaves. (The usual limit of open files is 1024.)
    package static let clients = 900
}
