import Machine

/// What this machine calls itself in its log: kept in the state folder, which does not travel.
package enum DeviceName {
    /// The kept name, or a new one of the host's name and four random digits. A copied home folder on another host
    /// gets a name of its own.
    package static func settle(file: String, host: String, random: UInt64) throws(SystemFault) -> String {
        let stem = String(
            host.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }.prefix(32))
        let prefix = (stem.isEmpty ? "device" : stem) + "-"
        if let bytes = try? Files.read(file, limit: 256) {
            let kept = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(
                String.init)
            if let kept, kept.hasPrefix(prefix), isDigits(kept.dropFirst(prefix.count)) { return kept }
        }
        let digits = String(random & 0xFFFF, radix: 16)
        let name = prefix + String(repeating: "0", count: 4 - digits.count) + digits
        try Files.makeFolder(Path.folder(of: file))
        try Files.replace(file, with: Array((name + "\n").utf8), durably: true)
        return name
    }

    /// Not `tower-2-1f0c` of a host `tower-2`, when this one is `tower`.
    private static func isDigits(_ ending: Substring) -> Bool {
        ending.utf8.count == 4 && ending.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    }
}
