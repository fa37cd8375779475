import Glibc

/// Prints a table of round trips and process starts; see run.sh.
///
/// `bench RETORT SOCKET` measures, with `--round-trips` behind it these only; `bench --hovers RETORT` an editor's hovers.
/// `bench --echo SOCKET` and `--echo-pipe BYTES` are the raw echoes it compares with: one thread, poll, read, write.
@main
struct Main {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let words = CommandLine.arguments
        if words.count == 3, words[1] == "--echo" { Echo.serve(words[2]) }
        if words.count == 3, words[1] == "--echo-pipe" { Echo.pipe(Int(words[2]) ?? 0) }
        if words.count == 3, words[1] == "--hovers" { return hovers(words[2]) }
        guard words.count == 3 || words.last == "--round-trips" else {
            print("usage: bench RETORT SOCKET [--round-trips] | --hovers RETORT")
            exit(2)
        }
        roundTrips(words[2])
        if words.count == 3 {
            starts(words[1])
            memory(words[2])
        }
    }
}

struct Operation {
    var name: String
    var socket: String
    var request: [UInt8]

    init(_ name: String, _ socket: String, _ method: String, _ params: String) {
        self.name = name
        self.socket = socket
        request = Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#.utf8) + [10]
    }
}

func roundTrips(_ socket: String) {
    let echoSocket = socket + ".echo"
    let echo = spawn([CommandLine.arguments[0], "--echo", echoSocket])
    defer {
        kill(echo, SIGKILL)
        waitpid(echo, nil, 0)
        unlink(echoSocket)
    }
    while access(echoSocket, F_OK) != 0 { usleep(1000) }

    let padding = String(repeating: "x", count: 120)
    let operations = [
        Operation("raw echo, 200 bytes", echoSocket, "echo", #"{"x":"\#(padding)"}"#),
        Operation("daemon/status", socket, "daemon/status", "{}"),
        Operation("concept/lookup, one word", socket, "concept/lookup", #"{"query":"blueprint"}"#),
        Operation("concept/lookup, question", socket, "concept/lookup", #"{"query":"what is a blueprint"}"#),
        Operation("concept/lookup, limit 1", socket, "concept/lookup", #"{"query":"blueprint","limit":1}"#),
        Operation("concept/complete, 3 letters", socket, "concept/complete", #"{"prefix":"blu"}"#),
        Operation("concept/complete, 1 letter", socket, "concept/complete", #"{"prefix":"f"}"#),
        Operation("review/due", socket, "review/due", "{}"),
    ]
    for (clients, count) in [(1, 4000), (64, 12_800)] {
        print(
            "\n\(clients) client\(clients == 1 ? "" : "s"), \(count) requests a round, median of 5 rounds, each beside the echo"
        )
        print(row(["", "p50 µs", "p99 µs", "× echo p50", "requests/s", "reply bytes"]))
        var results = operations.map { _ in [Sample]() }
        for _ in 0..<5 {
            for (index, operation) in operations.enumerated() {
                results[index].append(roundTrips(operation, clients: clients, count: count))
            }
        }
        let base = median(results[0].map(\.p50))
        for (operation, samples) in zip(operations, results) {
            let p50 = median(samples.map(\.p50))
            print(
                row([
                    operation.name, tenths(p50), tenths(median(samples.map(\.p99))), tenths(p50 / base, places: 2),
                    String(Int(median(samples.map(\.perSecond)))), String(samples[0].replyBytes),
                ]))
        }
    }
}

// MARK: Round trips

struct Sample {
    var p50: Double
    var p99: Double
    var perSecond: Double
    var replyBytes: Int
}

/// Every client has one request under way; the time of each is from its write to the last byte of its reply.
func roundTrips(_ operation: Operation, clients: Int, count: Int) -> Sample {
    let descriptors = (0..<clients).map { _ in connect(operation.socket) }
    defer { for descriptor in descriptors { close(descriptor) } }
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var started = [Int64](repeating: 0, count: clients)
    var times: [Int64] = []
    times.reserveCapacity(count)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var replyBytes = 0
    var filled = [Int](repeating: 0, count: clients)
    func send(_ client: Int) {
        started[client] = now()
        _ = write(descriptors[client], operation.request, operation.request.count)
    }
    let begin = now()
    for client in 0..<clients { send(client) }
    while times.count < count {
        if clients > 1, poll(&entries, nfds_t(clients), 10_000) <= 0 { fatal("no reply to \(operation.name)") }
        for client in 0..<clients where clients == 1 || entries[client].revents != 0 {
            let got = read(descriptors[client], &buffer, buffer.count)
            guard got > 0 else { fatal("the connection for \(operation.name) ended") }
            filled[client] += got
            guard buffer[got - 1] == 10 else { continue }
            times.append(now() - started[client])
            replyBytes = filled[client]
            filled[client] = 0
            send(client)
        }
    }
    let seconds = Double(now() - begin) / 1e9
    times.sort()
    return Sample(
        p50: Double(times[times.count / 2]) / 1000, p99: Double(times[times.count * 99 / 100]) / 1000,
        perSecond: Double(times.count) / seconds, replyBytes: replyBytes)
}

// MARK: Process starts and memory

func starts(_ retort: String) {
    print("\nprocess start to end, 300 each in turn")
    print(row(["", "p50 µs", "p99 µs", "above /bin/true", "× /bin/true"]))
    let commands = [
        ["/bin/true"], [retort, "--version"], [retort, "due"], [retort, "blueprint"], [retort, "bluprint"],
    ]
    var times = commands.map { _ in [Double]() }
    for _ in 0..<300 {
        for (index, command) in commands.enumerated() {
            let begin = now()
            run(command)
            times[index].append(Double(now() - begin) / 1000)
        }
    }
    let base = median(times[0])
    for (command, all) in zip(commands, times) {
        let name = command.joined(separator: " ").replacing(retort, with: "retort")
        let p99 = all.sorted()[all.count * 99 / 100]
        print(row([name, tenths(median(all)), tenths(p99), tenths(median(all) - base), tenths(median(all) / base)]))
    }
    cold(retort, base)
}

/// A look-up that has to start the daemon first, with the store there already.
func cold(_ retort: String, _ base: Double) {
    var times: [Double] = []
    for _ in 0..<50 {
        run([retort, "stop"])
        let begin = now()
        run([retort, "bluprint"])
        times.append(Double(now() - begin) / 1000)
    }
    let p99 = times.sorted()[times.count * 99 / 100]
    print(
        row([
            "retort bluprint, cold (50)", tenths(median(times)), tenths(p99), tenths(median(times) - base),
            tenths(median(times) / base),
        ]))
}

func run(_ command: [String]) {
    var status: Int32 = 0
    waitpid(spawn(command), &status, 0)
}

func memory(_ socket: String) {
    let descriptor = connect(socket)
    let operation = Operation("", socket, "daemon/status", "{}")
    _ = write(descriptor, operation.request, operation.request.count)
    var buffer = [UInt8](repeating: 0, count: 65536)
    let got = read(descriptor, &buffer, buffer.count)
    let text = String(decoding: buffer[..<max(0, got)], as: UTF8.self)
    if let place = text.firstRange(of: "\"residentBytes\":") {
        let bytes = Int(text[place.upperBound...].prefix { $0.isNumber }) ?? 0
        print("\nresident memory of the daemon after all this: \(tenths(Double(bytes) / 1_048_576)) MB")
    }
    close(descriptor)
}

// MARK: The system

func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

func fatal(_ words: String) -> Never {
    print("bench: \(words)")
    exit(1)
}

func address(_ path: String) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8.prefix($0.count - 1))) }
    return address
}

func withAddress<Result>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = address(path)
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}

func connect(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    // A listener that has its name but does not listen yet lets nobody in.
    var tries = 0
    while withAddress(path, { connect(descriptor, $0, $1) }) != 0 {
        tries += 1
        guard errno == ECONNREFUSED, tries < 1000 else { fatal("cannot connect to \(path)") }
        usleep(1000)
    }
    return descriptor
}

func spawn(_ words: [String], input: Int32? = nil, output: Int32? = nil) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
    if let output {
        posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    defer { posix_spawn_file_actions_destroy(&actions) }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid = pid_t()
    guard posix_spawn(&pid, words[0], &actions, nil, &arguments, environ) == 0 else {
        fatal("cannot start \(words[0])")
    }
    return pid
}

enum Echo {
    static func serve(_ path: String) -> Never {
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        unlink(path)
        guard withAddress(path, { bind(listener, $0, $1) }) == 0, listen(listener, 128) == 0 else {
            fatal("cannot listen")
        }
        var entries = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
        var buffer = [UInt8](repeating: 0, count: 65536)
        while poll(&entries, nfds_t(entries.count), -1) > 0 {
            if entries[0].revents != 0 {
                entries.append(pollfd(fd: accept(listener, nil, nil), events: Int16(POLLIN), revents: 0))
            }
            for index in 1..<entries.count where entries[index].revents != 0 {
                let got = read(entries[index].fd, &buffer, buffer.count)
                if got > 0 {
                    _ = write(entries[index].fd, buffer, got)
                } else {
                    close(entries[index].fd)
                    entries[index].fd = -1
                }
            }
            entries.removeAll { $0.fd < 0 }
        }
        exit(0)
    }
}

// MARK: Numbers

func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}

func tenths(_ value: Double, places: Int = 1) -> String {
    let scale = places == 1 ? 10.0 : 100.0
    let text = String(Int((value * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
    return padded.dropLast(places) + "." + padded.suffix(places)
}

func row(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
        let width = index == 0 ? 28 : 16
        let space = String(repeating: " ", count: max(1, width - cell.count))
        return index == 0 ? cell + space : space + cell
    }.joined()
}
