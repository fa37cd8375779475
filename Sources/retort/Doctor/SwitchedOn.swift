import Machine
import Study

/// Which editors and shells Retort was switched on in, by the record of `Clients/install.sh`, and whether that still holds.
enum SwitchedOn {
    /// A larger file is no such record.
    private static let recordBytes = 16 << 20
    /// A larger file is no configuration.
    private static let fileBytes = 16 << 20

    static func findings(program: String) -> [Checkup.Finding] {
        let prefix = Path.absolute("../..", from: program)
        let record = prefix + "/lib/retort/installed-files"
        guard let bytes = try? Files.read(record, limit: recordBytes) else {
            return [Checkup.Finding("clients", "this program was not installed with Clients/install.sh")]
        }
        var names: [String] = []
        var findings: [Checkup.Finding] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 2).map(String.init)
            guard parts.count == 3, parts[0] != "retort" else { continue }
            let (name, kind, path) = (parts[0], parts[1], parts[2])
            if !names.contains(name) { names.append(name) }
            guard let fault = fault(kind, path, prefix), !findings.contains(where: { $0.subject == name }) else {
                continue
            }
            findings.append(
                Checkup.Finding(
                    name, fault,
                    advice:
                        "\(prefix)/lib/retort/clients/install.sh --with \(name), or --without \(name) to leave it so"))
        }
        let words = names.isEmpty ? "switched on in none" : "switched on: " + names.joined(separator: ", ")
        return findings + [Checkup.Finding("clients", words)]
    }

    private static func fault(_ kind: String, _ path: String, _ prefix: String) -> String? {
        switch kind {
        case "link":
            guard let target = Files.target(ofLink: path), target.hasPrefix(prefix + "/") else {
                return "the link \(path) is gone or leads elsewhere"
            }
            return Files.exists(path) ? nil : "the link \(path) leads to \(target), which is gone"
        case "block":
            guard let bytes = try? Files.read(path, limit: fileBytes) else { return "\(path) cannot be read" }
            let text = String(decoding: bytes, as: UTF8.self)
            return text.contains(">>> retort >>>") && text.contains(prefix + "/") ? nil : "its block in \(path) is gone"
        case "file", "made", "folder", "extension": return nil
        default: return Files.exists(path) ? nil : "\(path) is gone"
        }
    }
}
