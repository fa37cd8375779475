import Glibc

// Compiled together with the sources of `Reading` into one module (see run.sh), so that nothing need be exported for this.

/// A kind of text that can be made in any size.
struct Text {
    var name: String
    var kind: Document.Kind
    var piece: [UInt8]

    init(_ name: String, _ kind: Document.Kind, _ piece: String) {
        self.name = name
        self.kind = kind
        self.piece = Array(piece.utf8)
    }

    func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + piece.count)
        while bytes.count < count { bytes += piece }
        return Array(bytes[..<count])
    }
}

@main
struct Linear {
    static let facts: Facts = {
        guard CommandLine.arguments.count > 1, let file = fopen(CommandLine.arguments[1], "r") else { return Facts() }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 8 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Facts(Array(bytes[..<count]))
    }()

    static let sizes = (0...10).map { 10_000 << $0 }
    /// Places asked for in each text, spread over it.
    static let places = 32
    /// Below this a time is the clock's, not the reader's.
    static let leastSeconds = 0.004

    static func main() {
        var isLinear = true
        print("nanoseconds a byte to read; in brackets microseconds for the most expensive of \(places) questions")
        print(row("", sizes.map { $0 < 1_000_000 ? "\($0 / 1000) kB" : "\($0 / 1_000_000) MB" }))
        for text in texts {
            let times = sizes.map { measure(text, text.bytes($0)) }
            print(
                row(
                    text.name,
                    times.enumerated().map { index, time in
                        "\(Int(time.read / Double(sizes[index]) * 1e9)) (\(Int(time.question * 1e6)))"
                    }))
            // Growth by more than the size, twice in a row, is no noise.
            let worst = zip(times, times.dropFirst()).map { before, after in
                before.read < leastSeconds ? 0 : after.read / before.read
            }
            if zip(worst, worst.dropFirst()).contains(where: { $0 > 2.6 && $1 > 2.6 }) {
                print("  reading “\(text.name)” takes more than twice as long when it is twice as long")
                isLinear = false
            }
            let asked = zip(times, times.dropFirst()).map { before, after in
                before.question < leastSeconds ? 0 : after.question / before.question
            }
            if zip(asked, asked.dropFirst()).contains(where: { $0 > 2.6 && $1 > 2.6 }) {
                print("  a question about “\(text.name)” takes more than twice as long when it is twice as long")
                isLinear = false
            }
        }
        exit(isLinear ? 0 : 1)
    }

    static func measure(_ text: Text, _ bytes: [UInt8]) -> (read: Double, question: Double) {
        var document = Document(kind: text.kind, [])
        var read = Double.infinity
        // What is over in a moment is done again: the least of three is nearest to the work.
        for _ in 0..<(bytes.count < 700_000 ? 3 : 1) {
            let begin = seconds()
            document = Document(kind: text.kind, bytes)
            if case .python(let file) = document { _ = ModuleSummary(file) }
            read = min(read, seconds() - begin)
        }
        var question = 0.0
        for place in 0..<places {
            let begin = seconds()
            let at = bytes.count / places * place + place
            _ = symbol(at: at, in: document, path: "a/b.py", facts: facts)
            question = max(question, seconds() - begin)
        }
        return (read, question)
    }

    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func row(_ name: String, _ cells: [String]) -> String {
        func wide(_ text: String, _ width: Int, left: Bool) -> String {
            let space = String(repeating: " ", count: max(1, width - text.count))
            return left ? text + space : space + text
        }
        return wide(name, 26, left: true) + cells.map { wide($0, 13, left: false) }.joined()
    }

    static let python = """
        from flask import Blueprint, current_app, g, render_template, request, session, url_for
        from .models import db, User

        bp = Blueprint("shop", __name__)


        class Cart(Base):
            count = 0

            def add(self, item, amount=1):
                self.items[item.id] = self.items.get(item.id, 0) + amount
                return [entry for entry in self.items if entry > 0]


        @bp.route("/cart/<int:number>", methods=["GET", "POST"])
        def cart(number):
            # What was chosen so far.
            kind = request.args.get("kind", "all")
            session["cart"] = number
            if request.method == "POST" and current_app.config["SECRET_KEY"]:
                return {"total": f"{number:>4} {g.user.name!r}", "next": url_for("shop.cart", number=number + 1)}
            return render_template("cart.html", kind=kind)


        """

    static let jinja = """
        {% extends "base.html" %}
        {# what is in the cart #}
        {% block body %}
          <h1 class="title">{{ title|default("Cart")|title }}</h1>
          {% for item in items if item.amount > 0 %}
            <a href="{{ url_for('shop.item', number=item.id) }}">{{ loop.index }}. {{ item.name }}</a>
          {% endfor %}
        {% endblock %}

        """

    static let texts =
        [Text("Python, as people write it", .python, python), Text("a template", .jinja, jinja)]
        + [
            ("opening brackets", "f(["), ("one long line", "a.b(c)[d] + "), ("assignments to a name", "app = app.x\n"),
            ("names that lead on", "a = b\nb = c\nc = a\n"), ("nested blocks", "if x:\n "), ("open strings", "'''a'"),
            ("star imports", "from .a import *\n"), ("decorators", "@a.route('/x')\n"), ("lambdas", "lambda x: "),
            ("calls of a function", "def f(app):\n    app.x\nf(app)\n"), ("formatted strings", "f'{a!r:{b}}' "),
            ("methods of a class", "class A(B):\n    def f(self): self.app = self.f(self.app)\n"),
        ].map { Text($0.0, .python, $0.1) }
        + [
            ("open tags", "{% if "), ("open expressions", "{{ a."), ("open comments", "{# "),
            ("raw blocks", "{% raw %}"), ("filters", "{{ a|b(c)|d }}"), ("strings", "{{ 'a\" "),
        ].map { Text("template: " + $0.0, .jinja, $0.1) }
}
