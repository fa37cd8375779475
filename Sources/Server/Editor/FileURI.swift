/// `file://` addresses, as editors send them.
enum FileURI {
    /// The path of a `file:` address, its %-escapes taken away; nil for any other address.
    static func path(_ uri: String) -> String? {
        guard uri.hasPrefix("file://") else { return nil }
        let rest = uri.dropFirst("file://".count)
        // A host may stand before the path; only this machine's files can be read.
        guard let slash = rest.firstIndex(of: "/"), ["", "localhost"].contains(rest[..<slash].lowercased()) else {
            return nil
        }
        var bytes: [UInt8] = []
        var text = Array(rest[slash...].utf8)[...]
        while let byte = text.popFirst() {
            if byte == UInt8(ascii: "%"), text.count >= 2,
                let value = UInt8(String(decoding: text.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                text = text.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes.contains(0) ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
