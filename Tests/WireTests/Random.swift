import Glibc
import JSONText
import TestSupport

/// The seed of the random tests, printed with what they do: `RETORT_SEED`, or always the same.
func seed(of test: String) -> UInt64 {
    let seed = getenv("RETORT_SEED").flatMap { UInt64(String(cString: $0)) } ?? 2_463_534_242
    print("\(test): RETORT_SEED=\(seed)")
    return seed
}

extension JSON {
    /// A value with every kind inside, no deeper than so many levels.
    static func random(depth: Int, using random: inout SplitMix64) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(Int64.random(in: -1000...1000, using: &random))
        case 3: return .integer(Int64(bitPattern: random.next()))
        case 4:
            // Any bits at all make a double; whole numbers of that kind are written with ".0" or an exponent.
            let number = Double(bitPattern: random.next())
            return .number(number.isFinite ? number : 0.1)
        case 5: return .text(.random(using: &random))
        case 6:
            return .list(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...5, using: &random)).map { _ in
                        .init(name: .random(using: &random), value: .random(depth: depth - 1, using: &random))
                    }))
        }
    }
}

extension String {
    static func random(using random: inout SplitMix64) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...24, using: &random) {
            let most: UInt32 = [0x22, 0x7F, 0x7F, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &random) ?? 0x7F
            text.append(Unicode.Scalar(UInt32.random(in: 0...most, using: &random)) ?? "\\")
        }
        return String(text)
    }
}
