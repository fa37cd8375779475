import JSONText

/// Cuts a client's bytes into messages and wraps ours the same way. Pure: bytes in, frames out.
///
/// The first byte of a connection (after white space) decides: a letter begins the `Content-Length` headers of LSP,
/// anything else one JSON message a line.
package struct Framing {
    package enum Frame: Equatable {
        case message([UInt8])
        /// Bytes that are no frame; the connection can go on after them.
        case skipped(String)
        /// Bytes after which no frame can be found again; the connection must end.
        case lost(String)
    }

    private enum Style { case undecided, lines, headers }

    private var style = Style.undecided
    private var buffer: [UInt8] = []
    /// Where the bytes not yet cut begin.
    private var start = 0
    /// Up to where no line end was found, so that a long line is not searched again and again.
    private var searched = 0
    /// Bytes of an oversized message still to be thrown away.
    private var discarding = 0
    private var isDiscardingLine = false

    package init() {}

    package var isLines: Bool { style == .lines }

    package mutating func receive(_ bytes: some Sequence<UInt8>) {
        if start > 0, start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.count <= 65_536)
            searched -= start
            start = 0
        } else if start > 65_536 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        searched = max(searched, start)
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, nil when more bytes are needed.
    package mutating func next() -> Frame? {
        if style == .undecided { decide() }
        switch style {
        case .undecided: return nil
        case .lines: return nextLine()
        case .headers: return nextHeaders()
        }
    }

    /// What remains when the other side has ended: a last line without its line end, or a piece of a frame.
    package mutating func end() -> Frame? {
        guard style == .lines, start < buffer.count, !isDiscardingLine else {
            return start < buffer.count && style == .headers ? .lost("the connection ended within a message") : nil
        }
        receive([UInt8(ascii: "\n")])
        return nextLine()
    }

    /// Our message as bytes to send.
    package func wrap(_ message: [UInt8]) -> [UInt8] {
        if style == .headers {
            var bytes = Array("Content-Length: \(message.count)\r\n\r\n".utf8)
            bytes.append(contentsOf: message)
            return bytes
        }
        return message + [UInt8(ascii: "\n")]
    }

    private mutating func decide() {
        while start < buffer.count, Self.isSpace(buffer[start]) { start += 1 }
        guard start < buffer.count else { return }
        let isLetter = (buffer[start] | 0x20) >= UInt8(ascii: "a") && (buffer[start] | 0x20) <= UInt8(ascii: "z")
        style = isLetter ? .headers : .lines
        searched = start
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    // MARK: One message a line

    private mutating func nextLine() -> Frame? {
        while true {
            guard let end = buffer[max(searched, start)...].firstIndex(of: UInt8(ascii: "\n")) else {
                searched = buffer.count
                guard isDiscardingLine || searched - start > WireLimits.messageBytes else { return nil }
                let isFirst = !isDiscardingLine
                isDiscardingLine = true
                start = searched
                return isFirst ? .skipped(Self.tooLong) : nil
            }
            let line = buffer[start..<end]
            start = end + 1
            searched = start
            if isDiscardingLine {
                isDiscardingLine = false
            } else if line.count > WireLimits.messageBytes {
                return .skipped(Self.tooLong)
            } else if !line.allSatisfy(Self.isSpace) {
                return .message(Array(line))
            }
        }
    }

    private static let tooLong = "the message is longer than \(WireLimits.messageBytes) bytes; it was skipped"

    // MARK: Content-Length

    private mutating func nextHeaders() -> Frame? {
        if discarding > 0 {
            let count = min(discarding, buffer.count - start)
            start += count
            discarding -= count
            if discarding > 0 { return nil }
        }
        guard let head = headEnd() else {
            if buffer.count - start > WireLimits.headerBytes {
                return .lost("there are more than \(WireLimits.headerBytes) bytes before a message; expected Content-Length")
            }
            return nil
        }
        guard head.end - start <= WireLimits.headerBytes else {
            return .lost("the headers are longer than \(WireLimits.headerBytes) bytes")
        }
        let length: Int
        switch contentLength(String(decoding: buffer[start..<head.end], as: UTF8.self)) {
        case .success(let value): length = value
        case .failure(let fault): return .lost(fault.sentence)
        }
        if length > WireLimits.messageBytes {
            start = head.body
            discarding = length
            return .skipped(Self.tooLong)
        }
        guard buffer.count - head.body >= length else { return nil }
        let body = Array(buffer[head.body..<(head.body + length)])
        start = head.body + length
        searched = start
        return .message(body)
    }

    /// Where the headers end and the body begins; a lone line feed is taken for a line end too.
    private func headEnd() -> (end: Int, body: Int)? {
        var place = start
        let limit = min(buffer.count, start + WireLimits.headerBytes + 4)
        while place < limit {
            if buffer[place] == UInt8(ascii: "\n") {
                if place + 1 < limit, buffer[place + 1] == UInt8(ascii: "\n") { return (place, place + 2) }
                if place + 2 < limit, buffer[place + 1] == UInt8(ascii: "\r"), buffer[place + 2] == UInt8(ascii: "\n") {
                    return (place, place + 3)
                }
            }
            place += 1
        }
        return nil
    }

    private struct HeaderFault: Error { let sentence: String }

    private func contentLength(_ head: String) -> Result<Int, HeaderFault> {
        var length: Int?
        for line in head.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else {
                return .failure(HeaderFault(sentence: "a header has no colon; expected Content-Length: and a number"))
            }
            guard line[..<colon].lowercased() == "content-length" else { continue }
            let value = line[line.index(after: colon)...].filter { !$0.isWhitespace }
            guard let number = Int(value), number >= 0, value.first?.isNumber == true, length == nil || length == number
            else { return .failure(HeaderFault(sentence: "Content-Length is not a number of bytes")) }
            length = number
        }
        guard let length else { return .failure(HeaderFault(sentence: "the headers have no Content-Length")) }
        return .success(length)
    }
}
