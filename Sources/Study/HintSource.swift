import Reading

/// What the readers of code go by: the packs' facts, and the packages whose import makes a project "use" a pack.
package struct HintSource: Sendable {
    package var facts = Facts()
    package var packages: Set<String> = []
    /// Which reading of the packs this is.
    package var edition = 0

    /// What stands at a byte offset of a project's file; nil where nothing is known.
    /// - Parameter path: the file's, from the root of the file system.
    package func symbol(at offset: Int, in document: Document, path: String, of workspace: Workspace) -> Found? {
        let path = workspace.relative(path)
        guard isFor(document, path, workspace) else { return nil }
        return Reading.symbol(at: offset, in: document, path: path, facts: facts, workspace: workspace.view(packages))
    }

    /// What stands in the whole of a project's file, each symbol once.
    package func symbols(in document: Document, path: String, of workspace: Workspace) -> [Found] {
        let path = workspace.relative(path)
        guard isFor(document, path, workspace) else { return [] }
        return Reading.symbols(in: document, path: path, facts: facts, workspace: workspace.view(packages))
    }

    /// Python tells by its imports what it is about; a template looks the same in projects that use none of the packages.
    private func isFor(_ document: Document, _ path: String, _ workspace: Workspace) -> Bool {
        if case .jinja = document { return workspace.uses(packages, near: path) }
        return true
    }
}
