import Machine
import Reading
import Storage

extension Study {
    /// The concepts that code is about, by the symbols the reader of code has found in it; their numbers, each once.
    package func concepts(of symbols: [Found]) throws(StudyFault) -> [Int64] {
        var seen: Set<Int64> = []
        var numbers: [Int64] = []
        for found in symbols {
            if let number = try known(found).entry?.number, seen.insert(number).inserted { numbers.append(number) }
        }
        return numbers
    }

    /// The concepts that a file on the disk is about.
    ///
    /// Throws for a path that cannot be read, and for one that is neither Python nor a template.
    package func concepts(inFile path: String) throws(StudyFault) -> [Int64] {
        guard let kind = Document.kind(path: path, language: nil) else {
            throw StudyFault(.invalid, "\(path) is neither a Python file nor a template")
        }
        let bytes: [UInt8]
        do throws(SystemFault) {
            bytes = try Files.read(path, limit: ReadingLimits.documentBytes)
        } catch {
            throw StudyFault(.notFound, error.sentence)
        }
        let workspace = Workspace(root: Workspace.root(of: path))
        return try concepts(of: hintSource.symbols(in: Document(kind: kind, bytes), path: path, of: workspace))
    }
}
