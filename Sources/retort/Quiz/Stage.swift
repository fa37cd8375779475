import Machine

/// Where a quiz is shown and keys come from: one card a screen on a terminal, or plain lines one after the other: on
/// pipes, for screen readers (`--plain`), and on terminals that cannot move their cursor.
struct Stage {
    /// Lines for a page, made again when the window has another size.
    typealias Part = (Page) -> [String]
    /// The first line: what stands at its left and at its right.
    typealias Head = (Page) -> (left: String, right: String)

    private let keyboard: Keyboard
    private var keys: KeyReader
    private let context: CommandContext
    /// Whether everything is said in plain lines.
    let isPlain: Bool

    private var head: Head = { _ in ("", "") }
    private var parts: [Part] = []
    /// The part that is looked at first; what stands before it can be scrolled to.
    private var anchor = 0
    private var message = ""
    private var hints: [String] = []
    private var input: (prompt: String, line: LineInput)?
    /// The first line of the card that is on the screen.
    private var offset = 0
    private var hasMore = false

    /// - Parameter isPlain: wanted so; it also comes to this where there is no terminal to draw on.
    init(context: CommandContext, isPlain: Bool) throws(SystemFault) {
        keyboard = try Keyboard()
        keys = KeyReader(keyboard: keyboard)
        self.context = context
        self.isPlain =
            isPlain || !keyboard.isTerminal || !Terminal.isTerminal(1) || context.environment["TERM"] == "dumb"
        if !self.isPlain {
            // The other screen, and pasted text marked as such.
            keyboard.taking = "\u{1B}[?1049h\u{1B}[?2004h"
            keyboard.giving = "\u{1B}[?2004l\u{1B}[?1049l"
        }
        keyboard.take()
    }

    /// Whether somebody sits there who can press a key.
    var isAttended: Bool { keyboard.isTerminal }

    /// Gives the terminal back as it was.
    func close() { keyboard.give() }

    private var page: Page {
        var page = context.page
        if isPlain { page.hasColour = false }
        return page
    }

    // MARK: What is shown

    /// A new card.
    mutating func begin(_ head: @escaping Head, _ part: @escaping Part) {
        self.head = head
        parts = [part]
        anchor = 0
        offset = 0
        guard isPlain else { return }
        let (left, right) = head(page)
        Output.lines(["", left, right].filter { !$0.isEmpty || $0 == left } + part(page) + [""])
    }

    /// More of the same card; the view goes to it.
    mutating func add(_ head: @escaping Head, _ part: @escaping Part) {
        self.head = head
        parts.append(part)
        anchor = parts.count - 1
        offset = Int.max
        if isPlain { Output.lines(part(page)) }
    }

    /// A sentence about what was just done.
    mutating func say(_ sentence: String) {
        message = sentence
        if isPlain { Output.lines([sentence]) }
    }

    /// The next key; keys that scroll are used up here, on a screen.
    mutating func key(_ hints: [String]) -> Key {
        if isPlain, hints != self.hints { Output.lines(hints) }
        self.hints = hints
        keyboard.take()
        while true {
            if !isPlain { draw() }
            let key = keys.next()
            if key == .control("z") {
                keyboard.stop()
                continue
            }
            if key == .redraw { continue }
            guard !isPlain, scroll(key) else {
                message = ""
                return key
            }
        }
    }

    enum Typed {
        case text(String)
        /// Esc: something else than typing is wanted.
        case escape
        case leave(Key)
    }

    /// A line of text.
    mutating func line(_ prompt: String, _ hints: [String]) -> Typed {
        if isPlain { return plainLine(prompt, hints) }
        self.hints = hints
        keyboard.take()
        var line = LineInput()
        defer { input = nil }
        while true {
            input = (prompt, line)
            draw()
            let key = keys.next()
            switch key {
            case .enter:
                message = ""
                return .text(line.text)
            case .escape: return .escape
            case .control("c"), .closed, .leave: return .leave(key)
            case .control("d") where line.letters.isEmpty: return .leave(key)
            case .control("z"): keyboard.stop()
            case .up, .down, .pageUp, .pageDown: _ = scroll(key)
            default: line.take(key)
            }
        }
    }

    /// The terminal's own line: what a screen reader knows best.
    private mutating func plainLine(_ prompt: String, _ hints: [String]) -> Typed {
        if !hints.isEmpty, hints != self.hints { Output.lines(hints) }
        self.hints = hints
        keyboard.give()
        Standard.print(prompt)
        var bytes: [UInt8] = []
        while true {
            switch keyboard.next() {
            case .byte(0x0A): return .text(String(decoding: bytes, as: UTF8.self))
            case .byte(let byte): bytes.append(byte)
            case .redraw: continue
            case .end(let signal): return .leave(.leave(signal: signal))
            case .closed, nil: return bytes.isEmpty ? .leave(.closed) : .text(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// Lines that are shown until a key is pressed.
    mutating func interlude(_ part: @escaping Part) {
        if isPlain { return Output.lines(part(page) + [""]) }
        let (before, beforeAnchor, beforeOffset, beforeHints) = (parts, anchor, offset, hints)
        (parts, anchor, offset) = ([part], 0, 0)
        _ = key(["any key goes back"])
        (parts, anchor, offset, hints) = (before, beforeAnchor, beforeOffset, beforeHints)
    }

    /// Hands the terminal to another program.
    mutating func hand(over arguments: [String]) throws(SystemFault) -> Int32 {
        keyboard.give()
        defer {
            keyboard.forgetSignals()
            keyboard.take()
        }
        return try Spawn.foreground(arguments)
    }

    // MARK: The screen

    private mutating func scroll(_ key: Key) -> Bool {
        let rows = max(1, (Terminal.size?.rows ?? 24) - hints.count - 4)
        switch key {
        case .up: offset -= 1
        case .down: offset += 1
        case .pageUp: offset -= rows
        case .pageDown: offset += rows
        case .character(" ") where hasMore: offset += rows
        case .home: offset = 0
        case .end: offset = Int.max / 2
        default: return false
        }
        return true
    }

    private mutating func draw() {
        let (columns, rows) = Terminal.size ?? (80, 24)
        let page = self.page
        let (left, right) = head(page)
        let room = min(columns, page.width) - Page.columns(Page.unstyled(left)) - Page.columns(Page.unstyled(right))
        let top = room < 2 ? left : left + String(repeating: " ", count: room) + right

        var footer = message.isEmpty ? [] : [page.styled(message, .yellow)]
        var cursor: (row: Int, column: Int)?
        if let input {
            let (lines, place) = typed(input, columns)
            cursor = (footer.count + place.row, place.column)
            footer += lines
        }
        footer += hints.flatMap { MarkdownPage(page: page).wrap($0).map { page.styled($0, .dim) } }
        footer = footer.flatMap { Page.fold($0, columns) }
        // The card keeps a line even in the smallest window.
        if footer.count > max(1, rows - 2) { footer.removeLast(footer.count - max(1, rows - 2)) }

        let isRoomy = rows >= 14
        let height = max(1, rows - 1 - footer.count - (isRoomy ? 2 : 0))
        var body: [String] = []
        var starts: [Int] = []
        for part in parts {
            starts.append(body.count)
            body += part(page).flatMap { Page.fold($0, columns) }
        }
        // A new part is looked at from its beginning, with as much before it as there is room for.
        if offset == Int.max { offset = body.count <= height ? 0 : starts[min(anchor, starts.count - 1)] }
        let isLong = body.count > height
        let seen = isLong ? max(1, height - 1) : height
        offset = min(max(0, offset), max(0, body.count - seen))
        hasMore = offset + seen < body.count

        var lines = [top] + (isRoomy ? [""] : []) + body[offset..<min(body.count, offset + seen)]
        if isLong, height > 1 {
            let below = body.count - offset - seen
            let words = [offset > 0 ? "↑ \(offset) more" : "", below > 0 ? "↓ \(below) more: Space or arrows" : ""]
            lines.append(page.styled(words.filter { !$0.isEmpty }.joined(separator: " · "), .dim))
        }
        while lines.count < rows - footer.count { lines.append("") }
        let firstOfFooter = lines.count
        lines += footer
        var text = "\u{1B}[?25l\u{1B}[H"
        for (index, line) in lines.prefix(rows).enumerated() {
            // Erased first: behind a line as wide as the screen some terminals would erase its last letter.
            text += (index == 0 ? "" : "\r\n") + "\u{1B}[K" + Page.fold(line, columns)[0]
        }
        text += "\u{1B}[J"
        if let cursor { text += "\u{1B}[\(firstOfFooter + cursor.row + 1);\(cursor.column + 1)H" }
        Standard.print(text + "\u{1B}[?25h")
    }

    /// The line being typed as rows of the screen, and where its cursor stands in them.
    private func typed(_ input: (prompt: String, line: LineInput), _ columns: Int) -> (
        [String], (row: Int, column: Int)
    ) {
        var rows = [""]
        var used = 0
        var place = (row: 0, column: 0)
        func add(_ letter: Character) {
            let width = Page.columns(String(letter))
            if used + width > columns {
                rows.append("")
                used = 0
            }
            rows[rows.count - 1].append(letter)
            used += width
        }
        for letter in input.prompt { add(letter) }
        for (index, letter) in (input.line.letters + [" "]).enumerated() {
            if index == input.line.cursor {
                place = used + 1 > columns ? (rows.count, 0) : (rows.count - 1, used)
            }
            add(letter)
        }
        return (rows, place)
    }
}
