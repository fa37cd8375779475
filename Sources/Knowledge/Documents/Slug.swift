/// Ids made from titles.
package enum Slug {
    /// Lower-case letters, digits and single hyphens, at most `Bounds.slugCharacters` long, not among `taken`.
    ///
    /// It ends with a whole word where that is possible. Latin letters lose their accents, other scripts are left out;
    /// where nothing remains it is `item`. A taken one gets `-2`, `-3` and so on.
    package static func make(_ text: String, taken: Set<String>) -> String {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var length = 0
        for scalar in text.unicodeScalars {
            let letters = letters(of: scalar)
            word += letters
            if letters.isEmpty, scalar != "'", scalar != "’" {
                if !word.isEmpty { words.append(word) }
                word = []
            }
            length += letters.count
            if length > Bounds.slugCharacters { break }
        }
        if !word.isEmpty { words.append(word) }
        let base = words.isEmpty ? "item" : join(words, within: Bounds.slugCharacters)
        var candidate = base
        var number = 2
        while taken.contains(candidate) {
            let suffix = "-\(number)"
            let head = words.isEmpty ? base : join(words, within: Bounds.slugCharacters - suffix.utf8.count)
            candidate = head + suffix
            number += 1
        }
        return candidate
    }

    private static func join(_ words: [[UInt8]], within limit: Int) -> String {
        var slug = Array(words[0].prefix(limit))
        for word in words.dropFirst() {
            if slug.count + 1 + word.count > limit { break }
            slug.append(UInt8(ascii: "-"))
            slug += word
        }
        return String(decoding: slug, as: UTF8.self)
    }

    /// The plain letters or the digit of a scalar; none for anything that parts words.
    private static func letters(of scalar: Unicode.Scalar) -> [UInt8] {
        if scalar.isASCII {
            let byte = UInt8(scalar.value)
            return isDigit(byte) ? [byte] : isLetter(byte) ? [byte | 0x20] : []
        }
        for (plain, accented) in accents where accented.unicodeScalars.contains(scalar) { return Array(plain.utf8) }
        return []
    }

    private static let accents: [(plain: String, accented: String)] = [
        ("a", "àáâãåāăąÀÁÂÃÅĀĂĄ"), ("ae", "äæÄÆ"), ("c", "çćčÇĆČ"), ("d", "ďđðĎĐÐ"), ("e", "èéêëēėęěÈÉÊËĒĖĘĚ"),
        ("g", "ğĞ"), ("i", "ìíîïīıİÌÍÎÏĪ"), ("l", "łľŁĽ"), ("n", "ñńňÑŃŇ"), ("o", "òóôõøōőÒÓÔÕØŌŐ"), ("oe", "öœÖŒ"),
        ("r", "řŘ"), ("s", "śšşșŚŠŞȘ"), ("ss", "ßẞ"), ("t", "ťțŤȚ"), ("u", "ùúûūůűÙÚÛŪŮŰ"), ("ue", "üÜ"),
        ("y", "ýÿÝ"), ("z", "źżžŹŻŽ"),
    ]
}
