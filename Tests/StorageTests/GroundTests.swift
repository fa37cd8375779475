import Glibc
import Machine
import Testing

/// The parts of `Machine` that storage stands on.
@Suite struct GroundTests {
    private func hasNews(_ watch: FolderWatch) -> Bool {
        var wanted = pollfd(fd: watch.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) == 1
    }

    @Test func `a watch tells of files in any folder, also in one that was deleted and made anew`() throws {
        let box = Sandbox()
        let folder = box.root + "/packs/lib/topic"
        try Files.makeFolder(folder)
        symlink(".", box.root + "/packs/lib/circle")
        let watch = try FolderWatch()
        watch.watch([box.root + "/packs", box.root + "/missing"])
        #expect(!hasNews(watch))
        try box.write(folder + "/a.md", "1")
        #expect(hasNews(watch))
        watch.drain()
        #expect(!hasNews(watch))

        // Nobody looks between the two.
        Files.remove(folder + "/a.md")
        rmdir(folder)
        try Files.makeFolder(folder)
        watch.drain()
        watch.watch([box.root + "/packs"])
        watch.drain()
        try box.write(folder + "/b.md", "2")
        #expect(hasNews(watch))
        watch.drain()
        chmod(folder + "/b.md", 0)
        #expect(hasNews(watch))
    }

    @Test func `a journal takes one line an entry, whatever it is told, and stays small`() throws {
        let box = Sandbox()
        let path = box.root + "/state/journal"
        let journal = Journal(path: path, clock: Clock.system.fixed(at: 7))
        journal.write("one\nline\r\nonly")
        #expect(String(decoding: try Files.read(path, limit: 999), as: UTF8.self) == "7 \(getpid()) one line only\n")
        for _ in 0..<300 { journal.write(String(repeating: "long ", count: 10_000)) }
        for name in [path, path + ".old"] {
            #expect(try #require(Files.stamp(name)).size <= Journal.limitBytes + 2100)
        }
        // No place to write is no reason to fail.
        Journal(path: "/dev/null/journal", clock: Clock.system).write("lost")
    }

    @Test func `a lock is held by one, until it is released or forgotten by the system`() throws {
        let box = Sandbox()
        let path = box.root + "/state/lock"
        #expect(!FileLock.isHeld(path))
        let lock = try #require(try FileLock.take(path, waiting: false))
        lock.note("first, and longer")
        lock.note("second")
        #expect(try Files.read(path, limit: 99) == Array("second".utf8))
        #expect(FileLock.isHeld(path))
        #expect(try FileLock.take(path, waiting: false) == nil)
        lock.release()
        #expect(!FileLock.isHeld(path))
        // A second release must not close a file that got its number since.
        let other = open("/dev/null", O_RDONLY)
        lock.release()
        #expect(fcntl(other, F_GETFD) >= 0)
        close(other)
        #expect(try FileLock.take(path, waiting: true) != nil)
    }

    @Test(arguments: [
        ("/a/b/c.md", "/a/b", "c.md", "c"), ("c.md", ".", "c.md", "c"), ("/c", "/", "c", "c"),
        ("/a/.hidden", "/a", ".hidden", ".hidden"),
        ("/a/b.tar.gz", "/a", "b.tar.gz", "b.tar"),
    ])
    func `paths come apart`(path: String, folder: String, name: String, stem: String) {
        #expect(Path.folder(of: path) == folder && Path.name(of: path) == name && Path.stem(of: path) == stem)
    }

    @Test(arguments: [("x/../y/./z", "/a/y/z"), ("/b//c/", "/b/c"), ("../../..", "/"), (".", "/a"), ("", "/a")])
    func `paths are made absolute`(path: String, absolute: String) {
        #expect(Path.absolute(path, from: "/a") == absolute)
    }

    @Test func `places follow the XDG variables, and a data folder of its own keeps everything together`() {
        let home = Places(
            environment: ["HOME": "/h", "XDG_CACHE_HOME": "relative", "XDG_RUNTIME_DIR": "/run/1"],
            program: "/x/bin/retort")
        #expect(home.log == "/h/.local/share/retort/log" && home.store == "/h/.cache/retort/store.sqlite")
        #expect(home.journal == "/h/.local/state/retort/journal" && home.settings == "/h/.config/retort/settings.json")
        #expect(home.sockets.first == "/run/1/retort/retort.sock" && home.packs == ["/h/.local/share/retort/packs"])
        let own = Places(
            environment: ["HOME": "/h", "RETORT_DATA": "/d", "RETORT_PACKS": "/p:/q", "XDG_RUNTIME_DIR": "/run/1"],
            program: "/x/bin/retort")
        #expect(own.log == "/d/log" && own.store == "/d/.cache/store.sqlite" && own.device == "/d/.state/device")
        #expect(own.packs == ["/p", "/q", "/d/packs"] && own.sockets == ["/d/.state/run/retort.sock"])
    }

    @Test func `replacing a file leaves the old one or the new one, and no draft`() throws {
        let box = Sandbox()
        try box.write("file", "old")
        #expect(throws: SystemFault.self) { try Files.replace(box.root + "/missing/file", with: [1]) }
        try Files.makeFolder(box.root + "/folder/inside")
        #expect(throws: SystemFault.self) { try Files.replace(box.root + "/folder", with: [1]) }
        try Files.replace(box.root + "/file", with: Array("new".utf8), durably: true)
        #expect(try Files.read(box.root + "/file", limit: 3) == Array("new".utf8))
        #expect(throws: SystemFault.self) { try Files.read(box.root + "/file", limit: 2) }
        #expect(Files.names(in: box.root) == ["file", "folder"])
    }
}
