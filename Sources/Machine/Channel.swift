import CLinux
import Glibc

/// One client's bytes in both directions, confined to the loop's thread.
///
/// Output is queued and written when the other side takes it. A client that reads too slowly first stops being read
/// from; one whose queue still grows past the limit is dropped.
package final class Channel {
    let input: Int32
    let output: Int32
    /// Called with what has arrived.
    package var received: (UnsafeRawBufferPointer) -> Void = { _ in }
    /// Called once, when the channel has ended for whatever reason.
    package var closed: () -> Void = {}
    /// Off while the owner is not ready for more.
    package var isReading = true

    private var queue: [UInt8] = []
    private var written = 0
    private var isFinishing = false
    private(set) var isInputOpen = true
    package private(set) var isClosed = false

    /// For a socket both are the same descriptor. The channel owns them and closes them, but for standard input and output.
    package init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
        if !Channel.isFile(output) { Channel.makeNonblocking(output) }
    }

    /// So that neither accepting nor writing ever waits.
    package static func makeNonblocking(_ descriptor: Int32) {
        _ = retort_set_nonblocking(descriptor)
    }

    private static func isFile(_ descriptor: Int32) -> Bool {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { return false }
        let kind = information.st_mode & S_IFMT
        return kind == S_IFREG || kind == S_IFCHR
    }

    /// Bytes that wait to be taken by the other side.
    package var pending: Int { queue.count - written }

    /// Puts bytes into the queue; they are written at the end of the loop's turn.
    package func send(_ bytes: [UInt8]) {
        guard !isClosed, !isFinishing else { return }
        if queue.isEmpty { queue = bytes } else { queue.append(contentsOf: bytes) }
        if pending > Limits.queuedBytes { close() }
    }

    /// Closes as soon as everything queued is written; nothing more is read.
    package func finish() {
        isFinishing = true
        isReading = false
    }

    package func close() {
        guard !isClosed else { return }
        isClosed = true
        if input > STDERR_FILENO { Glibc.close(input) }
        if output > STDERR_FILENO, output != input { Glibc.close(output) }
        queue = []
        closed()
    }

    // MARK: For the loop

    var wantsInput: Bool { isReading && isInputOpen && pending < Limits.pausingBytes }
    var wantsOutput: Bool { pending > 0 }
    var needsFlush: Bool { pending > 0 || isFinishing }

    /// Writes what is left at the end of the process, as long as the other side takes it, and closes.
    func drain() {
        flush()
        while pending > 0, !isClosed {
            var entry = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
            guard poll(&entry, 1, Limits.drainMilliseconds) > 0 else { break }
            flush()
        }
        close()
    }

    func readReady(_ buffer: UnsafeMutableRawBufferPointer) {
        let count = read(input, buffer.baseAddress!, buffer.count)
        if count > 0 {
            received(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } else if count == 0 {
            // The other side may still wait for answers that are under way.
            isInputOpen = false
            received(UnsafeRawBufferPointer(start: nil, count: 0))
        } else if errno != EAGAIN && errno != EINTR {
            close()
        }
    }

    func flush() {
        while pending > 0, !isClosed {
            let count = queue.withUnsafeBytes { write(output, $0.baseAddress! + written, $0.count - written) }
            if count > 0 {
                written += count
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                close()
            }
        }
        queue.removeAll(keepingCapacity: queue.count <= Limits.keptBytes)
        written = 0
        if isFinishing { close() }
    }
}
