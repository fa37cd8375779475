/// A value bound to a `?` of a statement; never pasted into its text.
package enum SQLValue: Sendable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    case null
    case integer(Int64)
    case number(Double)
    case text(String)
    case bytes([UInt8])

    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(_ value: Int) { self = .integer(Int64(value)) }
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: Int64) { self = .integer(value) }
    package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    package init(_ value: Double) { self = .number(value) }
    package init(_ value: String) { self = .text(value) }
    package init(_ value: String?) { self = value.map { .text($0) } ?? .null }
}
