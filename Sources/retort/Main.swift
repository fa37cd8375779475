import Machine

/// One call, so that nothing here is bound to the main actor: closures made there trap on other threads.
@main
struct Main {
    static func main() {
        Program.run()
    }
}
