import CLinux
import Glibc

/// The serving thread's heart: waits for descriptors with poll(2) and calls back, one thing after the other.
///
/// Everything it calls runs on the thread that called `run`; nothing else may touch it. It sleeps until something
/// happens: with no deadline set there is no wake-up at all.
package final class Loop {
    private var channels: [Channel] = []
    private var sources: [(descriptor: Int32, ready: () -> Void)] = []
    private var polled: [pollfd] = []
    private var hasIgnored = false
    private var isRunning = false

    /// Monotonic nanoseconds at which `deadlineReached` is called next; nil for never.
    package var deadline: Int64?
    package var deadlineReached: () -> Void = {}
    /// Called at the end of each turn, when the answers are on their way: for what nobody waits for.
    package var turnEnded: () -> Void = {}
    /// Whether sources are watched at all; off while no further client can be taken.
    package var isAccepting = true
    private var listeners: Set<Int32> = []

    package init() {}

    package var channelCount: Int { channels.count }

    package func add(_ channel: Channel) {
        channels.append(channel)
    }

    /// Calls `ready` whenever the descriptor can be read.
    package func watch(_ descriptor: Int32, ready: @escaping () -> Void) {
        sources.append((descriptor, ready))
    }

    /// Ends a `watch`, before its descriptor is closed.
    package func ignore(_ descriptor: Int32) {
        // The list stays as it is until the turn is over: it may be gone through just now.
        for index in sources.indices where sources[index].descriptor == descriptor { sources[index] = (-1, {}) }
        hasIgnored = true
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

    /// Sources first, then one entry a channel, or two where input and output differ. -1 makes poll pass over an entry.
    private func arrange() {
        polled.removeAll(keepingCapacity: true)
        if hasIgnored { sources.removeAll { $0.descriptor < 0 } }
        hasIgnored = false
        for index in sources.indices {
            let descriptor = sources[index].descriptor
            let isOff = !isAccepting && listeners.contains(descriptor)
            polled.append(pollfd(fd: isOff ? -1 : descriptor, events: Int16(POLLIN), revents: 0))
        }
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

    private func dispatch(_ buffer: UnsafeMutableRawBufferPointer) {
        // Callbacks may add sources and channels; those come in the next turn.
        let sourceCount = min(sources.count, polled.count)
        let present = channels
        for index in 0..<sourceCount where polled[index].revents != 0 { sources[index].ready() }
        var index = sourceCount
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
