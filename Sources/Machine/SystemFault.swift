import Glibc

/// What the operating system refused, in a sentence for the user: what was tried, on what, and why it failed.
package struct SystemFault: Error, Sendable {
    package let sentence: String
    /// The `errno` value, 0 when the fault is not the system's.
    package let code: Int32

    package init(_ sentence: String, code: Int32 = 0) {
        self.sentence = sentence
        self.code = code
    }

    /// "cannot <action> <subject>: <the system's reason>"; read it directly after the failed call.
    package static func last(_ action: String, _ subject: String) -> SystemFault {
        let code = errno
        return SystemFault("cannot \(action) \(subject): \(String(cString: strerror(code)))", code: code)
    }
}
