/// What a shape turns out to be.
indirect enum Value: Sendable {
    case unknown
    /// Something that is certainly not ours.
    case foreign
    case nothing
    /// A module of a described package.
    case module(String)
    case projectModule(String)
    /// A described function or method; the class of the object it was taken from.
    case function(FactRow, receiver: String?)
    case classObject(String)
    case instance(String)
    /// An instance of a described class that maps to instances of another.
    case mapping(String, to: String)
    case projectClass(ProjectPlace)
    case projectInstance(ProjectPlace)
    case projectParent(ProjectPlace)
    case projectFunction(ProjectPlace)
    case list(Value)
    /// Something to use with `with`.
    case context(Value)
    case tuple([Value])
}

/// A function or class of the workspace: the file's path ("" for the document itself) and the place in it.
struct ProjectPlace: Hashable, Sendable {
    var path: String
    var place: PythonPlace
}

/// A value, and the name it goes by where one is known.
struct Meaning: Sendable {
    var value: Value
    /// The canonical name of what the expression denotes.
    var symbol: String?
    /// Less specific names of the same: where a base class defines it, other spellings.
    var alternatives: [String] = []
    var isLikely = false
    var lifetime: Lifetime?

    static let unknown = Meaning(value: .unknown)
    static let foreign = Meaning(value: .foreign)

    /// Whether nothing at all could be found out.
    var isUnknown: Bool {
        guard symbol == nil else { return false }
        switch value {
        case .unknown, .nothing, .foreign: return true
        default: return false
        }
    }
}
