/// A Python file as read: its text and the trees of its top-level statements. An edit reads again only the statements it
/// touches and the one before them.
package struct PythonFile: Sendable {
    package private(set) var text: SourceText
    private(set) var chunks: [PythonChunk] = []
    /// Where each chunk begins.
    private(set) var starts: [Int] = []
    private(set) var names = Names()
    /// Which chunks bind a name at module level, ascending.
    private(set) var moduleBindings: [Int32: [Int32]] = [:]
    /// Words read since the file was opened: the work done, which tests count.
    package private(set) var wordsRead = 0

    package init(_ text: SourceText) {
        self.text = text
        readAll()
    }

    package init(_ bytes: [UInt8]) { self.init(SourceText(bytes)) }

    /// Puts `replacement` in the place of a byte range and reads what has to be read again.
    package mutating func replace(_ range: Range<Int>, with replacement: [UInt8]) {
        let lower = min(max(0, range.lowerBound), text.bytes.count)
        let upper = min(max(lower, range.upperBound), text.bytes.count)
        let delta = replacement.count - (upper - lower)
        text.replace(lower..<upper, with: replacement)
        guard !chunks.isEmpty, names.count < 200_000, text.bytes.count <= ReadingLimits.documentBytes else {
            return readAll()
        }
        // A chunk's end depends on the first word after it, so the one before is read again too.
        let first = max(0, chunkIndex(at: lower) - 1)
        var fresh: [PythonChunk] = []
        var freshStarts: [Int] = []
        var offset = starts[first]
        var reused = first
        let source = text.bytes
        source.withUnsafeBufferPointer { bytes in
            while offset < bytes.count {
                // Old chunks that begin after the edit fit again as soon as one begins exactly here.
                while reused < chunks.count && (starts[reused] + delta < offset || starts[reused] <= upper) {
                    reused += 1
                }
                if reused < chunks.count && starts[reused] + delta == offset && offset > lower + replacement.count {
                    break
                }
                let chunk = PythonParser.chunk(bytes, from: offset, names: &names)
                wordsRead += chunk.wordCount
                fresh.append(chunk)
                freshStarts.append(offset)
                offset += max(1, chunk.length)
            }
            if offset >= bytes.count { reused = chunks.count }
        }
        if delta != 0 && reused < starts.count {
            for index in reused..<starts.count { starts[index] += delta }
        }
        chunks.replaceSubrange(first..<reused, with: fresh)
        starts.replaceSubrange(first..<reused, with: freshStarts)
        indexModule()
    }

    private mutating func readAll() {
        chunks = []
        starts = []
        names = Names()
        let source = text.bytes
        source.withUnsafeBufferPointer { bytes in
            let bytes = UnsafeBufferPointer(rebasing: bytes[..<min(bytes.count, ReadingLimits.documentBytes)])
            var offset = 0
            while offset < bytes.count {
                let chunk = PythonParser.chunk(bytes, from: offset, names: &names)
                wordsRead += chunk.wordCount
                chunks.append(chunk)
                starts.append(offset)
                offset += max(1, chunk.length)
            }
        }
        indexModule()
    }

    private mutating func indexModule() {
        moduleBindings.removeAll(keepingCapacity: true)
        for (index, chunk) in chunks.enumerated() {
            var previous: Int32 = -1
            for binding in chunk.bindings {
                // Bindings are sorted by scope: the module's come first.
                guard binding.scope == 0 else { break }
                if binding.name == previous || binding.kind == .global { continue }
                previous = binding.name
                moduleBindings[binding.name, default: []].append(Int32(index))
            }
            // `global x` inside a function, then `x = …` there.
            for binding in chunk.bindings where binding.kind == .global {
                if moduleBindings[binding.name, default: []].last != Int32(index) {
                    moduleBindings[binding.name, default: []].append(Int32(index))
                }
            }
        }
    }

    /// The chunk that holds a byte offset.
    func chunkIndex(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The text of a range counted from a chunk's start.
    func bytes(_ chunk: Int, _ start: Int32, _ end: Int32) -> ArraySlice<UInt8> {
        let from = min(max(0, starts[chunk] + Int(start)), text.bytes.count)
        return text.bytes[from..<min(max(from, starts[chunk] + Int(end)), text.bytes.count)]
    }
}

/// A node of a file: which chunk and which node in it.
struct PythonPlace: Hashable, Sendable {
    var chunk: Int32
    var node: Int32

    init(_ chunk: Int32, _ node: Int32) {
        self.chunk = chunk
        self.node = node
    }
}

extension PythonFile {
    func node(_ place: PythonPlace) -> PythonNode { chunks[Int(place.chunk)].nodes[Int(place.node)] }

    func children(_ place: PythonPlace) -> [PythonPlace] {
        chunks[Int(place.chunk)].children(place.node).map { PythonPlace(place.chunk, $0) }
    }

    func parent(_ place: PythonPlace) -> PythonPlace? {
        let parent = node(place).parent
        return parent >= 0 ? PythonPlace(place.chunk, parent) : nil
    }

    func child(_ place: PythonPlace, _ kind: PythonNode.Kind) -> PythonPlace? {
        chunks[Int(place.chunk)].firstChild(place.node, kind).map { PythonPlace(place.chunk, $0) }
    }

    func scope(of place: PythonPlace) -> PythonPlace {
        PythonPlace(place.chunk, chunks[Int(place.chunk)].scope(of: place.node))
    }

    func name(_ place: PythonPlace) -> String { names.text(node(place).name) }

    /// The bindings of a name in a scope of a chunk, by place.
    func bindings(of name: Int32, in scope: PythonPlace) -> ArraySlice<PythonBinding> {
        let bindings = chunks[Int(scope.chunk)].bindings
        var low = 0
        var high = bindings.count
        while low < high {
            let middle = (low + high) / 2
            let binding = bindings[middle]
            if (binding.scope, binding.name) < (scope.node, name) { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < bindings.count && bindings[end].scope == scope.node && bindings[end].name == name { end += 1 }
        return bindings[low..<end]
    }

    /// The text of a string node if it is one plain literal, with the byte offset where its content begins.
    func literal(_ place: PythonPlace) -> (content: ArraySlice<UInt8>, start: Int)? {
        let node = node(place)
        guard node.kind == .string, node.name == 1 else { return nil }
        var content = bytes(Int(place.chunk), node.start, node.end)
        while let first = content.first, first != UInt8(ascii: "\""), first != UInt8(ascii: "'") {
            content = content.dropFirst()
        }
        guard let quote = content.first else { return nil }
        let width = content.count >= 6 && content.prefix(3).allSatisfy({ $0 == quote }) ? 3 : 1
        content = content.dropFirst(width)
        if content.count >= width && content.suffix(width).allSatisfy({ $0 == quote }) {
            content = content.dropLast(width)
        }
        return (content, content.startIndex)
    }

    /// The smallest node whose range holds a byte offset, and its chunk; nil outside any statement.
    func place(at offset: Int) -> PythonPlace? {
        guard offset >= 0, offset < text.bytes.count, !chunks.isEmpty else { return nil }
        let index = chunkIndex(at: offset)
        let chunk = chunks[index]
        let at = Int32(offset - starts[index])
        var found: Int32 = 0
        descend: while true {
            for child in chunk.children(found) {
                let node = chunk.nodes[Int(child)]
                if node.start <= at && at < node.end {
                    found = child
                    continue descend
                }
            }
            break
        }
        return PythonPlace(Int32(index), found)
    }
}
