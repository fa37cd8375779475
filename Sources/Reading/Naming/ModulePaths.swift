/// Where Python would look for a module, seen from a file of the workspace. Paths are relative to the workspace root, `/`-separated.
enum ModulePaths {
    /// Folders above a file, nearest first; the root is "".
    static func folders(above path: String) -> [String] {
        var parts = path.split(separator: "/").map(String.init)
        var found: [String] = []
        while !parts.isEmpty && found.count < 24 {
            parts.removeLast()
            found.append(parts.joined(separator: "/"))
        }
        return found
    }

    /// Files that may be the module, in order. `level` counts leading dots.
    static func candidates(_ module: String, level: Int, from path: String) -> [String] {
        let folders = folders(above: path)
        let inner = module.split(separator: ".").joined(separator: "/")
        if level > 0 {
            guard level <= folders.count else { return [] }
            return files(inner, in: folders[level - 1])
        }
        guard !inner.isEmpty else { return [] }
        // The root and a `src` folder are where applications start; the folders of the file itself serve scripts and tests.
        var found: [String] = []
        for folder in ["", "src"] + folders { found += files(inner, in: folder) }
        return found
    }

    private static func files(_ inner: String, in folder: String) -> [String] {
        let prefix = folder.isEmpty ? "" : folder + "/"
        if inner.isEmpty { return [prefix + "__init__.py"] }
        return [prefix + inner + ".py", prefix + inner + "/__init__.py"]
    }
}
