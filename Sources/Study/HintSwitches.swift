import JSONText
import Machine

/// Where a person wants no hints, and what they said to know: `hints.json` beside `settings.json`, theirs to read and to edit.
///
/// An object with `all` (true for no hints anywhere) and lists of names: `symbols` (`flask.Flask.route`), `concepts`
/// (`flask/routing`), `files` and `projects` (paths), and `known`, concepts whose hints fade as if they were mastered.
package struct HintSwitches: Sendable, Equatable {
    package enum Scope: String, Sendable, CaseIterable {
        case symbol, concept, file, project, all, known
    }

    /// Members of the file: those known here and whatever else the person keeps in it.
    private var json = JSONObject()
    private var names: [[String]] = Array(repeating: [], count: Scope.allCases.count)
    /// Whether nothing is switched off anywhere. Most people never do, and every hover asks.
    package private(set) var areUnset = true

    /// A larger file is none of ours.
    private static let fileBytes = 1 << 20
    /// Names of each sort; a person who switched more off wants `all`.
    private static let most = 2000

    package init() {}

    /// - Returns: the switches, or what is wrong with the file.
    package static func read(_ bytes: [UInt8], name: String) -> Result<HintSwitches, StudyFault> {
        var switches = HintSwitches()
        do throws(JSONFault) {
            guard case .object(let object) = try JSONReader.read(bytes) else {
                return .failure(StudyFault(.failed, "\(name) must hold a JSON object; correct or remove it"))
            }
            switches.json = object
        } catch {
            return .failure(
                StudyFault(
                    .failed, "\(name) is not JSON at byte \(error.offset): \(error.sentence); correct or remove it"))
        }
        for (place, scope) in Scope.allCases.enumerated() where scope != .all {
            switches.names[place] = switches.json[scope.member]?.list?.compactMap(\.text) ?? []
        }
        switches.count()
        return .success(switches)
    }

    /// The switches of a file, or what is wrong with it.
    package static func read(_ path: String) -> Result<HintSwitches, StudyFault> {
        do throws(SystemFault) {
            return read(try Files.read(path, limit: fileBytes), name: path)
        } catch {
            return .failure(StudyFault(.failed, error.sentence))
        }
    }

    /// Whether a switch is set. `name` says which symbol, concept, file or project; none is needed for `all`.
    package func holds(_ scope: Scope, _ name: String = "") -> Bool {
        if scope == .all { return json[scope.member] == .bool(true) }
        return names[Scope.allCases.firstIndex(of: scope) ?? 0].contains(name)
    }

    private mutating func count() {
        areUnset = !holds(.all) && names.allSatisfy { $0.isEmpty }
    }

    mutating func set(_ scope: Scope, _ name: String, _ isSet: Bool) throws(StudyFault) {
        let value: JSON
        if scope == .all {
            value = .bool(isSet)
        } else {
            let place = Scope.allCases.firstIndex(of: scope) ?? 0
            names[place].removeAll { $0 == name }
            if isSet { names[place].append(name) }
            guard names[place].count <= Self.most else {
                throw StudyFault(
                    .invalid, "hints are off for \(Self.most) of \(scope.member) already; switch them all off")
            }
            value = .list(names[place].map { .text($0) })
        }
        json.members.removeAll { $0.name == scope.member }
        json.append(scope.member, value)
        count()
    }

    /// The file's text, one member a line.
    var written: String {
        let members = json.members.map { "  \(JSON.text($0.name).written): \($0.value.written)" }
        return members.isEmpty ? "{}\n" : "{\n" + members.joined(separator: ",\n") + "\n}\n"
    }
}

extension HintSwitches.Scope {
    /// What the file calls it.
    fileprivate var member: String {
        switch self {
        case .all, .known: rawValue
        default: rawValue + "s"
        }
    }
}

/// The switches as they were read, and from which state of the file.
struct HintSwitchesKept {
    var stamp: FileStamp?
    var switches = HintSwitches()
    /// Whether somebody tells of changes of the file, and whether one was told since it was looked at.
    var isTold = false
    var isCurrent = false
}

extension Study {
    /// Looked at anew whenever the file has changed, so that an edit by hand counts at once.
    package var hintSwitches: HintSwitches {
        if hintSwitchesKept.isCurrent { return hintSwitchesKept.switches }
        hintSwitchesKept.isCurrent = hintSwitchesKept.isTold
        let stamp = Files.stamp(hintsFile)
        if stamp == hintSwitchesKept.stamp { return hintSwitchesKept.switches }
        hintSwitchesKept.stamp = stamp
        hintSwitchesKept.switches = HintSwitches()
        if stamp != nil {
            switch readSwitches() {
            case .success(let switches): hintSwitchesKept.switches = switches
            case .failure(let fault): journal("\(fault.sentence); until then no hint is switched off")
            }
        }
        return hintSwitchesKept.switches
    }

    /// The file may have changed.
    /// - Parameter isTold: whether this will be called again before the next change can matter; without, the file is looked at for
    ///   each question.
    package func hintSwitchesMayHaveChanged(isTold: Bool) {
        hintSwitchesKept.isTold = isTold
        hintSwitchesKept.isCurrent = false
    }

    /// Switches hints off or on again. The file is replaced in one step.
    package func switchHints(_ scope: HintSwitches.Scope, _ name: String, isOff: Bool) throws(StudyFault) {
        var switches = HintSwitches()
        if Files.exists(places.hints) {
            switch readSwitches() {
            case .success(let read): switches = read
            // What the person wrote is not written over.
            case .failure(let fault): throw fault
            }
        }
        try switches.set(scope, name, isOff)
        do throws(SystemFault) {
            try Files.makeFolder(Path.folder(of: places.hints))
            try Files.replace(places.hints, with: Array(switches.written.utf8))
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
        hintSwitchesKept.stamp = Files.stamp(places.hints)
        hintSwitchesKept.switches = switches
    }

    private func readSwitches() -> Result<HintSwitches, StudyFault> { HintSwitches.read(places.hints) }
}
