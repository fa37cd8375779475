/// Every bound of the module in one place: input may be anything, so nothing here may grow without end.
package enum ReadingLimits {
    /// Nested brackets, blocks and expressions the parser follows; deeper text is read as one unknown expression.
    package static let nesting = 60
    /// Attributes, calls and subscripts in a row (`a.b().c[0]…`) before the reader forgets what the chain began with.
    package static let chainSteps = 200
    /// Bytes of a document that are read; what follows is ignored. A person's source file is far below.
    package static let documentBytes = 4_000_000
    /// Steps one question may take through assignments, calls and other files before it answers "unknown".
    package static let resolutionSteps = 4_000
    /// Functions, classes and module names of the document one question may read.
    package static let readings = 200
    /// Passes over the document in search of the calls of a function, for one question.
    package static let callSearches = 6
    /// Nested shapes (`a.b().c[0]…`) that are kept; deeper ones are unknown.
    package static let shapeDepth = 24
    /// Frames of the resolver: a name that leads to a name that leads to …
    package static let resolutionDepth = 48
    /// Alternatives kept for one name (branches, returns).
    package static let alternatives = 6
    /// Names of a function or class summary that are kept.
    package static let summaryEntries = 2_000
    /// Bytes of a template that are read backwards and forwards around the cursor's tag.
    package static let templateTagBytes = 20_000
}
