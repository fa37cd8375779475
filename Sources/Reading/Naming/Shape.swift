/// What an expression is made of, before anyone asks what it means: names of modules, attributes, calls. A shape knows nothing of
/// Flask or of other files; the `Resolver` reads it against facts and workspace. So one file's shapes are a small value that
/// stays right until that file changes.
indirect enum Shape: Sendable {
    case unknown
    /// `None`.
    case nothing
    /// A literal or an operation on values: nothing a hint could be about.
    case plain
    /// `import module`; level counts leading dots.
    case module(String, level: Int)
    /// `from module import name`.
    case imported(String, level: Int, name: String)
    /// What this file binds to a name at module level.
    case global(String)
    /// A function or class of this file.
    case definition(PythonPlace)
    /// `self` in a method of that class.
    case receiver(PythonPlace)
    /// `super()` in a method of that class.
    case parent(PythonPlace)
    /// A parameter without annotation.
    case parameter(function: PythonPlace, name: String)
    case member(Shape, String)
    /// A call, with its first positional argument.
    case call(Shape, first: Shape?)
    case item(Shape, index: Int?)
    /// What iterating gives.
    case element(Shape)
    /// What `with … as` binds.
    case entered(Shape)
    /// An instance of the annotated type.
    case annotated(Shape)
    /// A value that went through a variable: it is what it was, but it is not called what it was called.
    case variable(Shape)
    case tuple([Shape])
    case list(Shape)
    /// Branches, in order of preference.
    case either([Shape])
    /// Whatever one of these star imports brings under this name.
    case starred([StarImport], name: String)

    /// `either` without needless nesting.
    static func any(_ shapes: [Shape]) -> Shape {
        shapes.count == 1
            ? shapes[0] : shapes.isEmpty ? .unknown : .either(Array(shapes.prefix(ReadingLimits.alternatives)))
    }
}

/// `from module import *`.
struct StarImport: Sendable {
    var module: String
    var level: Int
}

/// What other files can learn about a function.
struct FunctionSummary: Sendable {
    var name = ""
    /// The class whose method it is.
    var owner: PythonPlace?
    var parameters: [ParameterSummary] = []
    /// Last components of the decorators' names: `fixture`, `property`, `contextmanager`.
    var decorators: [String] = []
    var annotation: Shape?
    var returns: [Shape] = []
    var yields: [Shape] = []
    var isTest = false
    /// The name a fixture goes by, if this is one.
    var fixture: String?
}

struct ParameterSummary: Sendable {
    var name: String
    var annotation: Shape?
    var fallback: Shape?
    /// Attributes the body asks of it.
    var uses: [String] = []
    /// What the body passes it to.
    var passedTo: [Shape] = []
}

struct ClassSummary: Sendable {
    var name: String
    var bases: [Shape] = []
    var members: [String: Shape] = [:]
}

enum DefinitionSummary: Sendable {
    case function(FunctionSummary)
    case classDefinition(ClassSummary)
}

/// What one file offers to others, as a value: bindings of its module and the functions and classes they lead to.
package struct ModuleSummary: Sendable {
    var bindings: [String: Shape] = [:]
    var stars: [StarImport] = []
    var definitions: [PythonPlace: DefinitionSummary] = [:]
    /// pytest fixtures at module level, by the name they go by.
    var fixtures: [String: PythonPlace] = [:]
    /// The components of the modules the file imports: `flask`, `flask_login`, `utils`.
    package var importedPackages: Set<String> = []
    /// The views it registers.
    package var views: [ViewSummary] = []
    /// Variables that hold blueprints, with the blueprints' names.
    package var blueprints: [String: String] = [:]
}

/// What the resolver may ask of the rest of the workspace. All functions must be pure for the length of one question.
package struct WorkspaceView: Sendable {
    /// The summary of the file at a path relative to the workspace root (`app/models.py`), nil where there is none.
    package var summary: @Sendable (String) -> ModuleSummary?

    /// Which versions the project has of what its code imports.
    package var installed: @Sendable () -> InstalledVersions

    package init(
        installed: @escaping @Sendable () -> InstalledVersions = { InstalledVersions() },
        summary: @escaping @Sendable (String) -> ModuleSummary?
    ) {
        self.installed = installed
        self.summary = summary
    }

    package static let empty = WorkspaceView(summary: { _ in nil })
}
