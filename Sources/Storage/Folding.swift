/// Names and queries in one comparable form: lower case, words separated by single spaces.
package enum Folding {
    /// "flask.Flask.route" and "Flask route" become "flask flask route" and "flask route".
    package static func fold(_ text: String) -> String {
        words(text).joined(separator: " ")
    }

    /// Runs of letters and digits, in lower case; everything else separates.
    package static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x61...0x7A, 0x30...0x39: word.append(byte)
            case 0x41...0x5A: word.append(byte | 0x20)
            case 0x80...: return unicodeWords(text)
            default:
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    /// The same for any script; slower, since each character's kind has to be looked up.
    private static func unicodeWords(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
