import JSONText
import Machine
import Study

extension Command {
    static let doctor = Command(
        name: "doctor", synopsis: "",
        words: "look at everything that can go wrong, also when no daemon can be started, and say what to do",
        options: [json],
        details: """
            One line for each thing that was looked at: ok or problem, what it is, and behind an arrow what to do. The status
            is 1 when there is something to do. With --json: {"well": true, "checks": [{"check", "well", "words", "advice"}]}.
            """
    ) { context, words throws(Failure) in
        let findings = Examination(context).findings()
        let open = findings.filter { $0.advice != nil }.count
        if words.has("--json") {
            Output.json(json(findings))
        } else {
            let page = context.page
            Output.lines(findings.flatMap { lines($0, page) })
            Output.lines([open == 0 ? "all is well" : Page.count(open, "thing", "things") + " to do"])
        }
        return open == 0 ? 0 : 1
    }

    private static func lines(_ finding: Checkup.Finding, _ page: Page) -> [String] {
        let mark = finding.advice == nil ? page.styled("ok     ", .green) : page.styled("problem", .red)
        let subject = finding.subject + String(repeating: " ", count: max(0, 9 - finding.subject.count))
        var text = "\(mark)  \(subject) \(line(finding.words))"
        if let advice = finding.advice { text += "\n                   → \(line(advice))" }
        return [text]
    }

    /// Names of files may hold anything.
    private static func line(_ text: String) -> String {
        Page.plain(text).split(separator: "\n").joined(separator: " ")
    }

    private static func json(_ findings: [Checkup.Finding]) -> JSON {
        var checks: [JSON] = []
        for finding in findings {
            var check = JSONObject()
            check.append("check", .text(finding.subject))
            check.append("well", .bool(finding.advice == nil))
            check.append("words", .text(finding.words))
            if let advice = finding.advice { check.append("advice", .text(advice)) }
            checks.append(.object(check))
        }
        var report = JSONObject()
        report.append("well", .bool(findings.allSatisfy { $0.advice == nil }))
        report.append("checks", .list(checks))
        return .object(report)
    }
}
