import Machine

/// A notification on the desktop, shown by notify-send, that waits for the person's choice.
struct Notification {
    enum Choice: String, CaseIterable {
        case now, later, skip, less

        var label: String {
            switch self {
            case .now: "Two minutes now"
            case .later: "Later"
            case .skip: "Skip today"
            case .less: "Less often"
            }
        }
    }

    private let child: Child
    private let number: Int
    private let staySeconds: Int

    /// How long the service may take to say that it is shown; a desktop that is just starting needs its time.
    private static let showMilliseconds = 10_000
    /// The service ends a notification in time by itself, or does not and is told to.
    private static let graceMilliseconds = 2000

    enum Shown {
        case shown(Notification)
        /// It is shown, but not its buttons; gives its number, 0 when it is not shown either since notify-send is older than they are.
        case withoutChoices(Int)
        case fault(String)
    }

    /// Shows it; gives a sentence instead when that is not possible.
    ///
    /// - Parameter replacing: the number of one that it takes the place of; 0 for none.
    static func show(
        _ title: String, _ words: String, choices: [Choice], staySeconds: Int, replacing: Int = 0
    ) -> Shown {
        var arguments = ["notify-send", "-p", "-a", "Retort", "-t", String(staySeconds * 1000)]
        for choice in choices { arguments += ["-A", "\(choice.rawValue)=\(choice.label)"] }
        if replacing > 0 { arguments += ["-r", String(replacing)] }
        let child: Child
        // The terminal is what makes it say at once that it is shown.
        do throws(SystemFault) { child = try Child(arguments + [title, words], isOnTerminal: true) } catch {
            return .fault("\(error.sentence); it comes with libnotify")
        }
        var said: [String] = []
        while let line = child.line(milliseconds: showMilliseconds) {
            if let number = Int(line), number > 0 {
                if said.contains(where: { $0.hasPrefix("Actions are not supported") }) {
                    child.stop()
                    return .withoutChoices(number)
                }
                return .shown(Notification(child: child, number: number, staySeconds: staySeconds))
            }
            // A zero stands for the number it did not get.
            if line != "0", !line.isEmpty { said.append(line) }
        }
        child.stop()
        if said.contains(where: { $0.contains("Unknown option") }), !choices.isEmpty { return .withoutChoices(0) }
        // What it says before are warnings, with the time in them.
        return .fault("no notification could be shown: \(said.last ?? "the desktop's service does not answer")")
    }

    /// Waits for what the person chooses; nil when they do not while it is there.
    func choice() -> Choice? {
        let chosen = child.line(milliseconds: staySeconds * 1000 + Self.graceMilliseconds).flatMap {
            Choice(rawValue: $0)
        }
        if child.end(milliseconds: Self.graceMilliseconds) == nil {
            // Buttons that do nothing are worse than none.
            SessionBus.close(notification: number)
            child.stop()
        }
        return chosen
    }
}
