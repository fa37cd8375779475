import Testing

@testable import Reading

private let python = """
    from flask import Flask, request as r, url_for
    from . import models
    from x import *

    app = Flask(__name__)

    @app.route("/user/<int:id>", methods=["GET"])
    def user(id, *args, db: "Flask" = None, **kw) -> str:
        with app.app_context() as ctx, open(f"{id!r:>{10}}") as f:
            x = [a for a in r.args if (y := a)]
        try:
            app.config["SECRET_KEY"] = lambda z=1: z
        except (ValueError, KeyError) as e:
            print >>f, `x`, e
        return url_for("user", id=id) if x else None

    class V(app.Model):
        def __init__(self): self.a, (self.b, *c) = 1, (2, 3)
        async def go(self): await self.a.run()

    match app:
        case Flask(name=n): pass
    """

private let jinja = """
    {% extends "base.html" %}{% from "m.html" import f as g with context %}
    {% block body %}{# note #}{% for u in users if u is defined %}{{ loop.index }} {{ u.name|upper|safe }}
    {{ url_for('user', id=u.id) }}{% else %}none{% endfor %}{% raw %}{{ x }}{% endraw %}
    {% set x = {'a': [1, 2]} %}{% macro m(a, b=1) -%}{{ caller() }}{%- endmacro %}{{ config['DEBUG'] }}{% endblock %}
    """

private func mutate(_ text: [UInt8], _ dice: inout Dice) -> [UInt8] {
    let noise = Array("()[]{}'\"\\\n\t #:,.=@*<>%|-éf\u{0}".utf8)
    var text = text
    for _ in 0...dice.next(8) {
        let at = dice.next(text.count + 1)
        switch dice.next(4) {
        case 0: if at < text.count { text.remove(at: at) }
        case 1: text.insert(noise[dice.next(noise.count)], at: at)
        case 2: if at < text.count { text[at] = UInt8(dice.next(256)) }
        default:
            let end = min(text.count, at + dice.next(30))
            let piece = Array(text[min(at, end)..<end])
            text.insert(contentsOf: piece, at: dice.next(text.count + 1))
        }
    }
    return text
}

@Suite struct `Whatever stands in a file` {
    @Test func `Python of any kind is read to its end and answered`() {
        var dice = Dice(state: 20_26)
        for round in 0..<2_000 {
            let bytes = mutate(Array(python.utf8), &dice)
            var file = PythonFile(bytes)
            #expect(file.chunks.reduce(0) { $0 + $1.length } == bytes.count, "round \(round)")
            #expect(file.wordsRead <= 3 * bytes.count + 3, "round \(round)")
            for _ in 0..<12 {
                _ = symbol(at: dice.next(bytes.count + 2) - 1, in: .python(file), path: "a/b.py", facts: facts)
            }
            let start = dice.next(bytes.count + 1)
            file.replace(start..<min(bytes.count, start + dice.next(9)), with: Array("(".utf8))
            #expect(file.chunks.reduce(0) { $0 + $1.length } == file.text.bytes.count, "round \(round)")
            _ = ModuleSummary(file)
        }
    }

    @Test func `templates of any kind are answered`() {
        var dice = Dice(state: 7)
        for _ in 0..<2_000 {
            let bytes = mutate(Array(jinja.utf8), &dice)
            let text = SourceText(bytes)
            let tags = JinjaTag.all(in: bytes)
            for (left, right) in zip(tags, tags.dropFirst()) { #expect(left.range.lowerBound < right.range.lowerBound) }
            for _ in 0..<12 { _ = symbol(at: dice.next(bytes.count + 2) - 1, in: .jinja(text), facts: facts) }
        }
    }

    @Test func `a file cut anywhere is read`() {
        let bytes = Array(python.utf8)
        for end in 0...bytes.count {
            let file = PythonFile(Array(bytes[..<end]))
            _ = symbol(at: end - 1, in: .python(file), facts: facts)
        }
        let template = Array(jinja.utf8)
        for end in 0...template.count {
            _ = symbol(at: end - 1, in: .jinja(SourceText(Array(template[..<end]))), facts: facts)
        }
    }

    @Test func `deep and long texts cost no more than their length`() {
        for piece in [
            "(", "[", "{", "f(", "a.", "not ", "lambda x:", "if x:\n ", "-", "a if ", "x = ", "f'{", "\"\"\"", "'",
            "\\\n", "@a\n", "{%", "{{ ", "\n",
            "(\n", "a(", "a[", "f(lambda x: x)", "(lambda x:0)", "class A:\n", "async ", "*", ":=", "x:",
            "[a for a in ", "for x in y: ", "with a as b:\n\t",
        ] {
            let bytes = Array(String(repeating: piece, count: 5_000).utf8)
            let file = PythonFile(bytes)
            #expect(file.wordsRead <= 3 * bytes.count, "\(piece)")
            let nodes = file.chunks.reduce(0) { $0 + $1.nodes.count }
            #expect(nodes <= 4 * bytes.count + 10, "\(piece): \(nodes) nodes")
            _ = symbol(at: bytes.count / 2, in: .python(file), facts: facts)
            _ = symbol(at: bytes.count / 2, in: .jinja(SourceText(bytes)), facts: facts)
            _ = ModuleSummary(file)
        }
    }

    @Test func `an edit reads again only what it touches`() {
        var file = PythonFile(Array(String(repeating: "def f(a):\n    return a\n\n", count: 3_000).utf8))
        let before = file.wordsRead
        file.replace(36_004..<36_004, with: Array("x".utf8))
        #expect(file.wordsRead - before < 100)
        #expect(file.outline == PythonFile(file.text.bytes).outline)
    }

    @Test func `facts that are no facts are no trouble`() {
        for text in [
            "", "\n\n", "a", "flask\tmodule", "\t\t\t", "flask\tclass\tflask flask\tobject\nflask.x\tmethod\t\t",
        ] {
            let facts = Facts(Array(text.utf8))
            _ = symbol(at: 8, in: .python(PythonFile(Array("import flask\nflask.x".utf8))), facts: facts)
        }
        #expect(Facts().count == 0)
    }
}
