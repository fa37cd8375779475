/// The stem of an English word by M. F. Porter's algorithm ("An algorithm for suffix stripping", Program 14, 1980), so that
/// `migrate`, `migrated` and `migration` are found by one another.
package enum PorterStem {
    /// The stem of a lower-case word; words with anything but the letters a to z stay as they are.
    package static func of(_ word: String) -> String {
        var letters = Array(word.utf8)
        guard letters.count > 2, letters.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else { return word }
        plurals(&letters)
        pastForms(&letters)
        if ends(letters, "y"), hasVowel(letters, letters.count - 1) { letters[letters.count - 1] = UInt8(ascii: "i") }
        replace(&letters, step2, measure: 0)
        replace(&letters, step3, measure: 0)
        dropEnding(&letters)
        if ends(letters, "e") {
            let measure = measure(letters, letters.count - 1)
            if measure > 1 || measure == 1 && !endsShort(letters, letters.count - 1) { letters.removeLast() }
        }
        if ends(letters, "ll"), measure(letters, letters.count) > 1 { letters.removeLast() }
        return String(decoding: letters, as: UTF8.self)
    }

    private static func plurals(_ letters: inout [UInt8]) {
        if ends(letters, "sses") || ends(letters, "ies") {
            letters.removeLast(2)
        } else if ends(letters, "s"), !ends(letters, "ss") {
            letters.removeLast()
        }
    }

    private static func pastForms(_ letters: inout [UInt8]) {
        if ends(letters, "eed") {
            if measure(letters, letters.count - 3) > 0 { letters.removeLast() }
            return
        }
        guard let ending = ["ed", "ing"].first(where: { ends(letters, $0) }),
            hasVowel(letters, letters.count - ending.utf8.count)
        else { return }
        letters.removeLast(ending.utf8.count)
        if ends(letters, "at") || ends(letters, "bl") || ends(letters, "iz") {
            letters.append(UInt8(ascii: "e"))
        } else if endsDouble(letters), !["l", "s", "z"].contains(where: { ends(letters, $0) }) {
            letters.removeLast()
        } else if measure(letters, letters.count) == 1, endsShort(letters, letters.count) {
            letters.append(UInt8(ascii: "e"))
        }
    }

    private static let step2: [(String, String)] = [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
        ("iviti", "ive"), ("biliti", "ble"),
    ]
    private static let step3: [(String, String)] = [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ]
    private static let step4: [String] = [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti",
        "ous", "ive", "ize",
    ]

    private static func replace(_ letters: inout [UInt8], _ rules: [(String, String)], measure least: Int) {
        for (ending, replacement) in rules where ends(letters, ending) {
            let stem = letters.count - ending.utf8.count
            if measure(letters, stem) > least {
                letters.removeLast(ending.utf8.count)
                letters.append(contentsOf: replacement.utf8)
            }
            return
        }
    }

    private static func dropEnding(_ letters: inout [UInt8]) {
        // `ement`, `ment` and `ent` stand in this order: the longest that fits decides.
        for ending in step4 where ends(letters, ending) {
            let stem = letters.count - ending.utf8.count
            let isDue = ending != "ion" || stem > 0 && "st".utf8.contains(letters[stem - 1])
            if isDue, measure(letters, stem) > 1 { letters.removeLast(ending.utf8.count) }
            return
        }
    }

    /// How many times a vowel is followed by a consonant in the first `count` letters.
    private static func measure(_ letters: [UInt8], _ count: Int) -> Int {
        var measure = 0
        var wasVowel = false
        for index in 0..<count {
            let isVowel = !isConsonant(letters, index)
            if wasVowel, !isVowel { measure += 1 }
            wasVowel = isVowel
        }
        return measure
    }

    private static func isConsonant(_ letters: [UInt8], _ index: Int) -> Bool {
        switch letters[index] {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: return false
        case 0x79: return index == 0 || !isConsonant(letters, index - 1)
        default: return true
        }
    }

    private static func hasVowel(_ letters: [UInt8], _ count: Int) -> Bool {
        (0..<count).contains { !isConsonant(letters, $0) }
    }

    private static func endsDouble(_ letters: [UInt8]) -> Bool {
        let count = letters.count
        return count > 1 && letters[count - 1] == letters[count - 2] && isConsonant(letters, count - 1)
    }

    /// Consonant, vowel, consonant, the last none of w, x and y: as in `hop`, `fil`.
    private static func endsShort(_ letters: [UInt8], _ count: Int) -> Bool {
        count > 2 && isConsonant(letters, count - 1) && !isConsonant(letters, count - 2)
            && isConsonant(letters, count - 3) && !"wxy".utf8.contains(letters[count - 1])
    }

    private static func ends(_ letters: [UInt8], _ ending: String) -> Bool {
        var place = letters.count
        for byte in ending.utf8.reversed() {
            place -= 1
            if place < 1 || letters[place] != byte { return false }
        }
        return true
    }
}
