import Glibc
import Machine

/// A key as people know it, or what else may happen while one is waited for.
enum Key: Equatable {
    case character(Character)
    case enter, backspace, delete, escape, tab
    case left, right, up, down, home, end, pageUp, pageDown
    /// Ctrl and this lower-case letter.
    case control(Character)
    /// Text put in at once: none of it is a key.
    case paste(String)
    /// The screen has to be drawn anew.
    case redraw
    /// The process was asked to end.
    case leave(signal: Int32)
    case closed
}

/// Keys from the bytes a terminal sends (ECMA-48 and xterm's sequences).
struct KeyReader {
    let keyboard: Keyboard
    private var waiting: [Keyboard.Event] = []

    /// A sequence's bytes come at once; Esc alone is alone after so long.
    private static let sequenceMilliseconds: Int32 = 30
    private static let sequenceBytes = 16
    private static let pasteBytes = 20_000
    private static let pasteStart = "200~"
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    init(keyboard: Keyboard) {
        self.keyboard = keyboard
    }

    mutating func next() -> Key {
        switch waiting.isEmpty ? keyboard.next() : waiting.removeFirst() {
        case .redraw: return .redraw
        case .end(let signal): return .leave(signal: signal)
        case .closed, nil: return .closed
        case .byte(let byte): return key(byte)
        }
    }

    /// The byte that follows at once; another event waits for its turn.
    private mutating func following() -> UInt8? {
        guard waiting.isEmpty else { return nil }
        switch keyboard.next(milliseconds: Self.sequenceMilliseconds) {
        case .byte(let byte): return byte
        case nil: return nil
        case .some(let event):
            waiting.append(event)
            return nil
        }
    }

    private mutating func key(_ byte: UInt8) -> Key {
        switch byte {
        case 0x0A, 0x0D: return .enter
        case 0x08, 0x7F: return .backspace
        case 0x09: return .tab
        case 0x1B: return sequence()
        case 0x01...0x1A: return .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x20..<0x7F: return .character(Character(Unicode.Scalar(byte)))
        case 0xC2...0xF4:
            var bytes = [byte]
            while bytes.count < (byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4), let more = following() { bytes.append(more) }
            return String(decoding: bytes, as: UTF8.self).first.map { .character($0) } ?? .escape
        default: return .escape
        }
    }

    private mutating func sequence() -> Key {
        guard let first = following() else { return .escape }
        guard first == UInt8(ascii: "[") || first == UInt8(ascii: "O") else {
            waiting.append(.byte(first))
            return .escape
        }
        var bytes: [UInt8] = []
        while bytes.count < Self.sequenceBytes, let byte = following() {
            bytes.append(byte)
            if (0x40...0x7E).contains(byte) { break }
        }
        switch String(decoding: bytes, as: UTF8.self) {
        case "A": return .up
        case "B": return .down
        case "C": return .right
        case "D": return .left
        case "H", "1~", "7~": return .home
        case "F", "4~", "8~": return .end
        case "3~": return .delete
        case "5~": return .pageUp
        case "6~": return .pageDown
        case Self.pasteStart: return paste()
        default: return .escape
        }
    }

    private mutating func paste() -> Key {
        var bytes: [UInt8] = []
        while bytes.count < Self.pasteBytes, let byte = following() {
            bytes.append(byte)
            if bytes.last == UInt8(ascii: "~"), bytes.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) {
                bytes.removeLast(Self.pasteEnd.count)
                break
            }
        }
        return .paste(String(decoding: bytes, as: UTF8.self))
    }
}
