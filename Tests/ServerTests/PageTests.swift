import Glibc
import JSONText
import Machine
import Server
import Testing

/// The pages of `Protocol/` run as tests.
@Suite struct PageTests {
    static let folder = Path.folder(of: Path.folder(of: Path.folder(of: #filePath))) + "/Protocol"
    static let pages = Files.names(in: folder).filter { $0.hasSuffix(".md") && $0 != "README.md" }

    @Test(arguments: pages) func aPageHoldsInProcess(_ page: String) throws {
        let text = String(decoding: try Files.read(Self.folder + "/" + page, limit: 1 << 20), as: UTF8.self)
        let conversation = try Conversation(page: text)
        #expect(!conversation.lines.isEmpty)
        let world = try World()
        for line in conversation.lines {
            switch line {
            case .sent(let text, let number):
                #expect(world.received.isEmpty, "\(page):\(number): a message before this line is not on the page")
                world.send(text)
            case .expected(let expected, let number):
                let found = try JSONReader.read(try #require(world.next(), "\(page):\(number): nothing came"))
                #expect(
                    Conversation.matches(expected, found),
                    "\(page):\(number): expected \(expected.written), came \(found.written)")
            }
        }
        #expect(world.received.isEmpty, "\(page): messages are left at the end")
    }

    @Test func everyMethodHasAPage() throws {
        let text = try Self.pages.map {
            String(decoding: try Files.read(Self.folder + "/" + $0, limit: 1 << 20), as: UTF8.self)
        }
        .joined()
        for method in Protocol.registry.methods {
            #expect(text.contains(method.name), "no page in Protocol/ speaks of \(method.name)")
        }
    }

    /// `UPDATE=1 swift test` writes the file anew; the difference is the review.
    @Test func openrpcIsTheCodesOwnDescription() throws {
        let path = Self.folder + "/openrpc.json"
        let described = Indented.write(Protocol.document)
        if getenv("UPDATE") != nil { try Files.replace(path, with: Array(described.utf8), mode: 0o644) }
        let committed = String(decoding: try Files.read(path, limit: 1 << 22), as: UTF8.self)
        #expect(committed == described, "Protocol/openrpc.json is out of date: UPDATE=1 swift test --filter openrpc")
    }

    @Test func theMatcherTellsDifferencesApart() throws {
        func matches(_ expected: String, _ found: String) throws -> Bool {
            Conversation.matches(try JSONReader.read(expected.utf8), try JSONReader.read(found.utf8))
        }
        #expect(try matches(#"{"a": "…", "b": [1]}"#, #"{"b": [1.0], "a": {"x": 1}}"#))
        #expect(try !matches(#"{"a": 1}"#, #"{"a": 1, "b": 2}"#))
        #expect(try !matches(#"{"a": 1, "b": 2}"#, #"{"a": 1}"#))
        #expect(try !matches("[1, 2]", "[1]"))
        #expect(try !matches(#""x""#, #""y""#))
    }
}

/// JSON as people read it in a repository: one member a line.
enum Indented {
    static func write(_ json: JSON) -> String {
        var text = ""
        write(json, "", &text)
        return text + "\n"
    }

    private static func write(_ json: JSON, _ margin: String, _ text: inout String) {
        switch json {
        case .object(let object) where !object.members.isEmpty:
            text += "{\n"
            for (index, member) in object.members.enumerated() {
                text += margin + "  " + JSON.text(member.name).written + ": "
                write(member.value, margin + "  ", &text)
                text += index + 1 < object.members.count ? ",\n" : "\n"
            }
            text += margin + "}"
        case .list(let items) where !items.isEmpty:
            text += "[\n"
            for (index, item) in items.enumerated() {
                text += margin + "  "
                write(item, margin + "  ", &text)
                text += index + 1 < items.count ? ",\n" : "\n"
            }
            text += margin + "]"
        default:
            text += json.written
        }
    }
}
