import CLinux
import Glibc

/// The serving thread's heart: waits for descriptors with poll(2) and calls back, one thing after the other.
///
/// Everything it calls runs on the thread that called `run`; nothing else may touch it. It sleeps until something
/// happens: with no deadline set there is no wake-up at all.
package final class Loop {
    private var channels: [Channel] = []
    private var sources: [Int32: () -> Void] = [:]
    /// All sources behind one descriptor: they seldom have something to tell, and poll takes time for each that it is handed.
    private let gathered: Int32
    private var polled: [pollfd] = []
    private var isRunning = false

    /// Monotonic nanoseconds at which `deadlineReached` is called next; nil for never.
    package var deadline: Int64?
    package var deadlineReached: () -> Void = {}
    /// Called at the end of each turn, when the answers are on their way: for what nobody waits for.
    package var turnEnded: () -> Void = {}
    /// Whether sources are watched at all; off while no further client can be taken.
    package var isAccepting = true {
        didSet {
            guard isAccepting != oldValue else { return }
            for listener in listeners { _ = retort_gather(gathered, listener, isAccepting ? 1 : 0) }
        }
    }
    private var listeners: Set<Int32> = []

    package init() throws(SystemFault) {
        gathered = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard gathered >= 0 else { throw .last("wait for", "events") }
    }

    deinit { close(gathered) }

    package var channelCount: Int { channels.count }

    package func add(_ channel: Channel) {
        channels.append(channel)
    }

    /// Calls `ready` whenever the descriptor can be read.
    package func watch(_ descriptor: Int32, ready: @escaping () -> Void) {
        sources[descriptor] = ready
        _ = retort_gather(gathered, descriptor, 1)
    }

    /// Ends a `watch`, before its descriptor is closed.
    package func ignore(_ descriptor: Int32) {
        sources[descriptor] = nil
        _ = retort_gather(gathered, descriptor, 0)
    }

    /// Like `watch`, for a listening socket: not watched while `isAccepting` is off.
    package func listen(_ descriptor: Int32, ready: @escaping () -> Void) {
        listeners.insert(descriptor)
        watch(descriptor, ready: ready)
    }

    /// Ends `run` after the present turn.
    package func stop() {
        isRunning = false
    }

    package func run() {
        isRunning = true
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Limits.readBytes, alignment: 16)
        defer { buffer.deallocate() }
        while isRunning {
            arrange()
            let ready = poll(&polled, nfds_t(polled.count), timeout())
            if let deadline, Clock.monotonic() >= deadline {
                self.deadline = nil
                deadlineReached()
            }
            if ready > 0 { dispatch(buffer) }
            for channel in channels where channel.needsFlush { channel.flush() }
            channels.removeAll { $0.isClosed }
            turnEnded()
        }
        for channel in channels { channel.drain() }
        channels = []
    }

    /// The sources first, then one entry a channel, or two where input and output differ. -1 makes poll pass over an entry.
    private func arrange() {
        polled.removeAll(keepingCapacity: true)
        polled.append(pollfd(fd: gathered, events: Int16(POLLIN), revents: 0))
        for channel in channels {
            let input = channel.wantsInput ? Int16(POLLIN) : 0
            let output = channel.wantsOutput ? Int16(POLLOUT) : 0
            if channel.input == channel.output {
                polled.append(pollfd(fd: channel.input, events: input | output, revents: 0))
            } else {
                polled.append(pollfd(fd: input == 0 ? -1 : channel.input, events: input, revents: 0))
                // With nothing to write the entry still tells of a reader that has gone.
                polled.append(pollfd(fd: channel.output, events: output, revents: 0))
            }
        }
    }

    private func timeout() -> Int32 {
        guard let deadline else { return -1 }
        let left = (deadline - Clock.monotonic()) / 1_000_000 + 1
        return Int32(min(max(left, 0), Int64(Int32.max)))
    }

    /// Those that are left over come in the next turn.
    private func callSources() {
        var ready = [Int32](repeating: -1, count: 16)
        let count = retort_gathered(gathered, &ready, Int32(ready.count))
        for descriptor in ready.prefix(Int(max(0, count))) { sources[descriptor]?() }
    }

    private func dispatch(_ buffer: UnsafeMutableRawBufferPointer) {
        // Callbacks may add sources and channels; those come in the next turn.
        let present = channels
        if polled[0].revents != 0 { callSources() }
        var index = 1
        for channel in present {
            var input = polled[index].revents
            var output = input
            index += 1
            if channel.input == channel.output {
                input &= ~Int16(POLLOUT)
            } else {
                output = polled[index].revents
                index += 1
            }
            if input != 0, !channel.isClosed, channel.wantsInput { channel.readReady(buffer) }
            if output & Int16(POLLERR | POLLNVAL) != 0 { channel.close() }
            // A hang-up with nothing left to read: nobody will take the answers.
            if output & Int16(POLLHUP) != 0, !channel.wantsInput { channel.close() }
        }
    }
}
