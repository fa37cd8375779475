/// `file://` addresses, as editors send them.
package enum FileURI {
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

    /// The `file:` address of a path; what is not plain is %-escaped byte by byte.
    package static func of(_ path: String) -> String {
        "file://" + path.utf8.map { escaped($0) }.joined()
    }

    private static func escaped(_ byte: UInt8) -> String {
        let isPlain =
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "/-_.~".utf8.contains(byte)
            }
        if isPlain { return String(UnicodeScalar(byte)) }
        return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
