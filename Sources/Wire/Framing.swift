/// Cuts a client's bytes into messages and wraps ours the same way. Pure: bytes in, frames out; the work grows with the
/// bytes, however they are cut into pieces.
///
/// The first byte of a connection (after white space) decides: a letter begins the `Content-Length` headers of LSP,
/// anything else one JSON message a line.
package struct Framing {
    package enum Frame: Equatable {
        case message([UInt8])
        /// Bytes that are no frame; the connection can go on after them.
        case skipped(String)
        /// Bytes after which no frame can be found again; nothing more is taken, and the connection must end.
        case lost(String)
    }

    private enum Style { case undecided, lines, headers, lost }

    private var style = Style.undecided
    private var buffer: [UInt8] = []
    /// Where the bytes not yet cut begin.
    private var start = 0
    /// Up to where no line end was found, so that a long line is not searched again and again.
    private var searched = 0
    private var isDiscardingLine = false
    private var head = Head()
    /// The length of the message whose headers are complete.
    private var bodyBytes: Int?
    /// Bytes of an oversized message still to be thrown away.
    private var discarding = 0

    /// What is known of a message from those of its headers that have come.
    private struct Head {
        var bytes = 0
        var length: Int?
    }

    private let messageBytes: Int

    /// - Parameter messageBytes: longer messages are skipped.
    package init(messageBytes: Int = WireLimits.messageBytes) {
        self.messageBytes = messageBytes
    }

    package mutating func receive(_ bytes: some Sequence<UInt8>) {
        guard style != .lost else { return }
        if start > 0, start == buffer.count {
            buffer.removeAll(keepingCapacity: start <= WireLimits.keptBytes)
            forgetCut()
        } else if start > buffer.count - start {
            // What is moved is less than what was cut, so each byte is moved once at most, on average.
            buffer = Array(buffer[start...])
            forgetCut()
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, nil when more bytes are needed.
    package mutating func next() -> Frame? {
        if style == .undecided { decide() }
        switch style {
        case .undecided, .lost: return nil
        case .lines: return nextLine()
        case .headers: return nextAfterHeaders()
        }
    }

    /// What remains when the other side has ended and `next` has given nil: a last line without its line end, or a piece
    /// of a message.
    package mutating func end() -> Frame? {
        switch style {
        case .lines where start < buffer.count && !isDiscardingLine:
            receive([UInt8(ascii: "\n")])
            return nextLine()
        case .headers where start < buffer.count || head.bytes > 0 || bodyBytes != nil || discarding > 0:
            return lose("the connection ended within a message")
        default:
            return nil
        }
    }

    /// Our message as bytes to send.
    package func wrap(_ message: [UInt8]) -> [UInt8] {
        if style == .headers || style == .lost {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(message.count + 32)
            bytes.append(contentsOf: "Content-Length: ".utf8)
            bytes.append(contentsOf: String(message.count).utf8)
            bytes.append(contentsOf: "\r\n\r\n".utf8)
            bytes.append(contentsOf: message)
            return bytes
        }
        return message + [UInt8(ascii: "\n")]
    }

    private mutating func decide() {
        while start < buffer.count, Self.isSpace(buffer[start]) { start += 1 }
        cut(to: start)
        guard start < buffer.count else { return }
        switch buffer[start] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): style = .headers
        default: style = .lines
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private mutating func cut(to place: Int) {
        start = place
        searched = place
    }

    private mutating func forgetCut() {
        searched -= start
        start = 0
    }

    private mutating func lineEnd() -> Int? {
        let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n"))
        searched = end ?? buffer.count
        return end
    }

    private var tooLong: Frame { .skipped("the message is longer than \(messageBytes) bytes; it was skipped") }

    // MARK: One message a line

    private mutating func nextLine() -> Frame? {
        while let end = lineEnd() {
            let line = buffer[start..<end]
            cut(to: end + 1)
            if isDiscardingLine {
                isDiscardingLine = false
            } else if line.count > messageBytes {
                return tooLong
            } else if !line.allSatisfy(Self.isSpace) {
                return .message(Array(line))
            }
        }
        if isDiscardingLine {
            cut(to: buffer.count)
        } else if buffer.count - start > messageBytes {
            cut(to: buffer.count)
            isDiscardingLine = true
            return tooLong
        }
        return nil
    }

    // MARK: Content-Length

    private mutating func nextAfterHeaders() -> Frame? {
        while true {
            if discarding > 0 {
                let count = min(discarding, buffer.count - start)
                cut(to: start + count)
                discarding -= count
                if discarding > 0 { return nil }
            }
            if let length = bodyBytes {
                guard buffer.count - start >= length else { return nil }
                let body = buffer[start..<(start + length)]
                cut(to: start + length)
                bodyBytes = nil
                return .message(Array(body))
            }
            let end = lineEnd()
            guard head.bytes + (end ?? buffer.count) - start <= WireLimits.headerBytes else {
                return lose(
                    "the headers are longer than \(WireLimits.headerBytes) bytes; expected Content-Length: and a number"
                )
            }
            guard let end else { return nil }
            // Not by `removeLast`, which would copy the line.
            let line = buffer[start..<(end > start && buffer[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)]
            cut(to: end + 1)
            if line.isEmpty, head.bytes == 0 { continue }
            head.bytes += line.count + 1
            if let frame = line.isEmpty ? closeHead() : takeHeader(line) { return frame }
        }
    }

    private mutating func closeHead() -> Frame? {
        guard let length = head.length else { return lose("the headers have no Content-Length") }
        head = Head()
        if length > messageBytes {
            discarding = length
            return tooLong
        }
        bodyBytes = length
        return nil
    }

    private mutating func takeHeader(_ line: ArraySlice<UInt8>) -> Frame? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            return lose("a header has no colon; expected Content-Length: and a number")
        }
        let name = line[..<colon]
        guard name.elementsEqual("content-length".utf8, by: { Self.lowered($0) == $1 }) else { return nil }
        guard let length = Self.number(line[(colon + 1)...]), head.length == nil || head.length == length else {
            return lose("Content-Length is not one number of bytes")
        }
        head.length = length
        return nil
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
    }

    /// A number with nothing but space around it.
    private static func number(_ text: ArraySlice<UInt8>) -> Int? {
        let digits = text.drop(while: isSpace)
        let end = digits.firstIndex(where: isSpace) ?? digits.endIndex
        guard end > digits.startIndex, digits[end...].allSatisfy(isSpace) else { return nil }
        var value = 0
        for digit in digits[..<end] {
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            guard !over, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            let (sum, overSum) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !overSum else { return nil }
            value = sum
        }
        return value
    }

    private mutating func lose(_ sentence: String) -> Frame {
        style = .lost
        buffer = []
        cut(to: 0)
        return .lost(sentence)
    }
}
