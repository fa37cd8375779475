/// One word of Python text.
struct PythonToken: Sendable {
    enum Kind: UInt8, Sendable {
        case name
        case keyword
        case number
        case string
        case symbol
        case newline
        case indent
        case dedent
        case end
    }

    var kind: Kind
    /// For a string: whether it has an `f` (bit 0) or `b` (bit 1) prefix.
    var flags: UInt8 = 0
    /// A symbol's first bytes packed together (`==` is 0x3D3D); a keyword's `PythonKeyword`.
    var code: UInt16 = 0
    /// Byte offsets from the start of the chunk.
    var start: Int32
    var end: Int32
    /// For names: the number in the file's `Names`.
    var name: Int32 = -1
}

/// The words Python reserves (`print`, `match` and the like are ordinary names here).
enum PythonKeyword: UInt16, Sendable {
    case none = 0
    case and, `as`, assert, async, await, `break`, `class`, `continue`, def, del, elif, `else`, except, finally, `for`,
        from
    case global, `if`, `import`, `in`, `is`, lambda, nonlocal, not, or, pass, raise, `return`, `try`, `while`, with,
        yield
    case constant

    /// Whether a line inside brackets that begins with this word shows that a bracket was left open above.
    var onlyBeginsStatements: Bool {
        switch self {
        case .assert, .break, .class, .continue, .def, .del, .global, .import, .nonlocal, .pass, .raise, .return, .try,
            .while,
            .with:
            return true
        default:
            return false
        }
    }

    /// Whether a line that begins with this word goes on with the compound statement above it.
    var continuesStatement: Bool {
        switch self {
        case .elif, .else, .except, .finally: return true
        default: return false
        }
    }

    static func find(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> PythonKeyword {
        let length = end - start
        guard length >= 2 && length <= 8 else { return .none }
        func has(_ word: StaticString) -> Bool {
            guard word.utf8CodeUnitCount == length else { return false }
            for index in 0..<length where word.utf8Start[index] != bytes[start + index] { return false }
            return true
        }
        switch bytes[start] {
        case UInt8(ascii: "a"):
            return has("and")
                ? .and
                : has("as") ? .as : has("assert") ? .assert : has("async") ? .async : has("await") ? .await : .none
        case UInt8(ascii: "b"): return has("break") ? .break : .none
        case UInt8(ascii: "c"): return has("class") ? .class : has("continue") ? .continue : .none
        case UInt8(ascii: "d"): return has("def") ? .def : has("del") ? .del : .none
        case UInt8(ascii: "e"): return has("else") ? .else : has("elif") ? .elif : has("except") ? .except : .none
        case UInt8(ascii: "f"): return has("for") ? .for : has("from") ? .from : has("finally") ? .finally : .none
        case UInt8(ascii: "g"): return has("global") ? .global : .none
        case UInt8(ascii: "i"):
            return has("if") ? .if : has("import") ? .import : has("in") ? .in : has("is") ? .is : .none
        case UInt8(ascii: "l"): return has("lambda") ? .lambda : .none
        case UInt8(ascii: "n"): return has("not") ? .not : has("nonlocal") ? .nonlocal : .none
        case UInt8(ascii: "o"): return has("or") ? .or : .none
        case UInt8(ascii: "p"): return has("pass") ? .pass : .none
        case UInt8(ascii: "r"): return has("return") ? .return : has("raise") ? .raise : .none
        case UInt8(ascii: "t"): return has("try") ? .try : .none
        case UInt8(ascii: "w"): return has("with") ? .with : has("while") ? .while : .none
        case UInt8(ascii: "y"): return has("yield") ? .yield : .none
        case UInt8(ascii: "N"): return has("None") ? .constant : .none
        case UInt8(ascii: "T"): return has("True") ? .constant : .none
        case UInt8(ascii: "F"): return has("False") ? .constant : .none
        default: return .none
        }
    }
}
