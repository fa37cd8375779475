import Glibc

/// Hovers over standard streams, in turn with a program that reads as many bytes and writes as many back, framed the same and
/// driven by the same client: `bench --hovers RETORT`.
func hovers(_ retort: String) {
    guard let home = getenv("HOME").map({ String(cString: $0) }) else { fatal("HOME is not set") }
    let file = home + "/shop/views.py"
    mkdir(home + "/shop", 0o755)
    write(shop, to: file)
    let uri = "file://" + file
    let editor = Piped([retort, "serve", "--stdio"])
    defer { editor.end() }
    let abilities = #"{"textDocument":{"hover":{"contentFormat":["markdown"]}}}"#
    _ = editor.exchange(
        message(
            "initialize", #""processId":null,"rootUri":"file://\#(home)/shop","capabilities":\#(abilities)"#, id: 1))
    editor.put(message("initialized", ""))
    let text = shop.replacing("\n", with: "\\n").replacing("\"", with: "\\\"")
    let document = #"{"uri":"\#(uri)","languageId":"python","version":1,"text":"\#(text)"}"#
    editor.put(message("textDocument/didOpen", #""textDocument":\#(document)"#))
    // Every place of a word that gets an answer.
    var requests: [[UInt8]] = []
    var bytes: [Int] = []
    for (line, words) in shop.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        var isInWord = false
        for (column, character) in words.enumerated() {
            let isWord = character.isLetter || character == "_"
            defer { isInWord = isWord }
            guard isWord, !isInWord else { continue }
            let place = #""textDocument":{"uri":"\#(uri)"},"position":{"line":\#(line),"character":\#(column)}"#
            let request = message("textDocument/hover", place, id: 7)
            let count = editor.exchange(request)
            if count > 100 {
                requests.append(request)
                bytes.append(count)
            }
        }
    }
    let size = bytes.reduce(0, +) / bytes.count
    let echo = Piped([CommandLine.arguments[0], "--echo-pipe", String(size)])
    defer { echo.end() }

    print("\nhovers over \(requests.count) places, \(requests[0].count) bytes there, \(size) back, beside the echo")
    print(row(["", "p50 µs", "p99 µs", "echo p50", "echo p99", "× p50", "least ×", "× p99"]))
    for (name, pause, rounds, count) in [
        ("one after the other", UInt32(0), 15, 400), ("2 ms after the last", 2000, 10, 100), ("50 ms", 50_000, 3, 40),
    ] {
        var ours: [[Double]] = []
        var theirs: [[Double]] = []
        for _ in 0..<rounds {
            theirs.append(echo.times(requests, count, pause))
            ours.append(editor.times(requests, count, pause))
        }
        let ratios = zip(ours, theirs).map { median($0) / median($1) }
        let (all, raw) = (ours.flatMap(\.self).sorted(), theirs.flatMap(\.self).sorted())
        let (p99, rawP99) = (all[all.count * 99 / 100], raw[raw.count * 99 / 100])
        print(
            row(
                ["\(name) (\(all.count))", tenths(median(all)), tenths(p99), tenths(median(raw)), tenths(rawP99)]
                    + [median(ratios), ratios.min() ?? 0, p99 / rawP99].map { tenths($0, places: 2) }))
    }
}

/// A program at the other end of two pipes, with `Content-Length` frames.
final class Piped {
    private let input: Int32
    private let output: Int32
    private let pid: pid_t
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    init(_ words: [String]) {
        var (there, back) = ([Int32](repeating: 0, count: 2), [Int32](repeating: 0, count: 2))
        guard pipe(&there) == 0, pipe(&back) == 0 else { fatal("no pipes") }
        pid = spawn(words, input: there[0], output: back[1])
        close(there[0])
        close(back[1])
        (output, input) = (there[1], back[0])
    }

    func put(_ frame: [UInt8]) {
        guard write(output, frame, frame.count) == frame.count else { fatal("the program has gone") }
    }

    /// The bytes of the frame that comes back.
    func exchange(_ frame: [UInt8]) -> Int {
        put(frame)
        var filled = 0
        while true {
            let got = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress! + filled, $0.count - filled) }
            guard got > 0 else { fatal("the program has gone") }
            filled += got
            if let (start, length) = frameLength(buffer, filled), filled >= start + length { return start + length }
        }
    }

    /// Microseconds of each exchange, from the write to the last byte of the answer.
    func times(_ requests: [[UInt8]], _ count: Int, _ pause: UInt32) -> [Double] {
        (0..<count).map { index in
            if pause > 0 { usleep(pause) }
            let begin = now()
            _ = exchange(requests[index % requests.count])
            return Double(now() - begin) / 1000
        }
    }

    func end() {
        kill(pid, SIGTERM)
        waitpid(pid, nil, 0)
    }
}

func message(_ method: String, _ params: String, id: Int? = nil) -> [UInt8] {
    framed(#"{"jsonrpc":"2.0",\#(id.map { #""id":\#($0),"# } ?? "")"method":"\#(method)","params":{\#(params)}}"#)
}

func framed(_ body: String) -> [UInt8] { Array("Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8) }

/// Where a frame's body begins and how long it is, once its header is there.
func frameLength(_ buffer: [UInt8], _ filled: Int) -> (start: Int, length: Int)? {
    var length = 0
    var place = 16
    while place < filled, buffer[place] >= 48, buffer[place] <= 57 {
        length = length * 10 + Int(buffer[place]) - 48
        place += 1
    }
    return place + 4 <= filled ? (place + 4, length) : nil
}

func write(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    let bytes = Array(text.utf8)
    guard write(file, bytes, bytes.count) == bytes.count else { fatal("cannot write \(path)") }
    close(file)
}

extension Echo {
    /// Answers each frame of standard input with one of so many bytes: one thread, poll, read, write.
    static func pipe(_ size: Int) -> Never {
        let body = String(repeating: "x", count: size - 23)
        let answer = framed(body)
        var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var filled = 0
        while poll(&entry, 1, -1) > 0 {
            let got = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress! + filled, $0.count - filled) }
            guard got > 0 else { break }
            filled += got
            guard let (start, length) = frameLength(buffer, filled), filled >= start + length else { continue }
            filled = 0
            _ = write(1, answer, answer.count)
        }
        exit(0)
    }
}

private let shop = """
    from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, session, url_for
    from flask_login import LoginManager, current_user, login_required
    from flask_sqlalchemy import SQLAlchemy

    db = SQLAlchemy()
    login = LoginManager()
    bp = Blueprint("shop", __name__, url_prefix="/shop")


    def create_app():
        app = Flask(__name__)
        app.config["SECRET_KEY"] = "dev"
        db.init_app(app)
        login.init_app(app)
        app.register_blueprint(bp)
        return app


    @bp.route("/cart/<int:number>", methods=["GET", "POST"])
    @login_required
    def cart(number):
        session["cart"] = number
        g.kind = request.args.get("kind")
        if request.method == "POST":
            return redirect(url_for("shop.cart", number=number))
        return render_template("cart.html", kind=g.kind, user=current_user)


    @bp.app_errorhandler(404)
    def missing(error):
        current_app.logger.warning("not there")
        return render_template("missing.html"), 404

    """
