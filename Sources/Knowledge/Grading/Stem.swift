/// Simple English stemming: plurals, `-ing`, `-ed`, a final `e`, doubled consonants.
///
/// It need not give words, only the same letters for the forms of one word; never those of a stop word, which would say
/// nothing ("use" is not "us", "off" not "of").
enum Stem {
    /// The stem of a lower-case word; words with letters beyond ASCII stay as they are.
    static func of(_ word: String) -> String {
        var letters = Array(word.utf8)
        guard letters.count > 2, letters.allSatisfy(isLetter) else { return word }
        dropPlural(&letters)
        let isForm = dropEnding("ing", &letters) || !ends(letters, "eed") && dropEnding("ed", &letters)
        // Of "using" two letters are left, and "us" is another word than "use".
        if isForm, letters.count == 2, !isVowel(letters[1]) { letters.append(UInt8(ascii: "e")) }
        if letters.count > 3, letters.last == UInt8(ascii: "e"), hasVowel(letters.dropLast()) { letters.removeLast() }
        if letters.count > 3, letters[letters.count - 1] == letters[letters.count - 2] { letters.removeLast() }
        let stem = String(decoding: letters, as: UTF8.self)
        return Words.stopWords.contains(stem) && !Words.stopWords.contains(word) ? word : stem
    }

    private static func isVowel(_ letter: UInt8) -> Bool {
        "aeiou".utf8.contains(letter)
    }

    private static func dropPlural(_ letters: inout [UInt8]) {
        if letters.count > 4, ends(letters, "ies") || ends(letters, "ied") {
            letters.removeLast(3)
            letters.append(UInt8(ascii: "y"))
        } else if letters.count > 4, ["sses", "xes", "zes", "ches", "shes"].contains(where: { ends(letters, $0) }) {
            letters.removeLast(2)
        } else if letters.count > 3, ends(letters, "s"), !["ss", "us", "is"].contains(where: { ends(letters, $0) }) {
            letters.removeLast()
        }
    }

    private static func dropEnding(_ ending: String, _ letters: inout [UInt8]) -> Bool {
        let rest = letters.dropLast(ending.utf8.count)
        guard rest.count >= 2, ends(letters, ending), hasVowel(rest) else { return false }
        letters = Array(rest)
        return true
    }

    private static func ends(_ letters: [UInt8], _ ending: String) -> Bool {
        letters.count > ending.utf8.count && letters.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }

    private static func hasVowel(_ letters: ArraySlice<UInt8>) -> Bool {
        letters.contains { "aeiouy".utf8.contains($0) }
    }
}
