import Glibc
import Machine

/// The desktop as its session bus tells of it, by the programs that come with it. Who is not there says nothing.
enum SessionBus {
    private static let answerMilliseconds = 2000

    /// Finds the bus for a process that was started without a session, as cron does.
    static func find(_ environment: [String: String]) {
        guard environment["DBUS_SESSION_BUS_ADDRESS", default: ""].isEmpty else { return }
        let folder = environment["XDG_RUNTIME_DIR"] ?? "/run/user/\(Process.user)"
        guard Files.exists(folder + "/bus") else { return }
        setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=\(folder)/bus", 1)
        setenv("XDG_RUNTIME_DIR", folder, 1)
    }

    /// Whether notifications are not wanted now: do not disturb, or a locked screen.
    static var isSilenced: Bool {
        // The property of the specification, and dunst's own.
        if notificationProperty("org.freedesktop.Notifications", "Inhibited") { return true }
        if notificationProperty("org.dunstproject.cmd0", "paused") { return true }
        let banners = Child.run(
            ["gsettings", "get", "org.gnome.desktop.notifications", "show-banners"], milliseconds: answerMilliseconds)
        if banners?.output.hasPrefix("false") ?? false { return true }
        return ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"].contains { name in
            let path = "/" + name.split(separator: ".").joined(separator: "/")
            return isTrue(call(name, path, name + ".GetActive", []))
        }
    }

    static func close(notification: Int) {
        _ = call(
            notifications, notificationsPath, notifications + ".CloseNotification", ["uint32:\(notification)"])
    }

    private static let notifications = "org.freedesktop.Notifications"
    private static let notificationsPath = "/org/freedesktop/Notifications"

    private static func notificationProperty(_ interface: String, _ name: String) -> Bool {
        isTrue(
            call(
                notifications, notificationsPath, "org.freedesktop.DBus.Properties.Get",
                ["string:\(interface)", "string:\(name)"]))
    }

    private static func isTrue(_ answer: String?) -> Bool {
        answer?.split(separator: " ").last?.hasPrefix("true") ?? false
    }

    private static func call(_ name: String, _ path: String, _ method: String, _ arguments: [String]) -> String? {
        let words = [
            "dbus-send", "--session", "--print-reply=literal", "--reply-timeout=\(answerMilliseconds)",
            "--dest=\(name)",
            path, method,
        ]
        let answer = Child.run(words + arguments, milliseconds: 2 * answerMilliseconds)
        return answer?.status == 0 ? answer?.output : nil
    }
}
