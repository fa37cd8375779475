import JSONText
import Memory

extension Scheduler {
    /// The settings that it is computed with; memories are folded anew when one of them changes.
    static let settings: Set<String> = ["desiredRetention", "easyDays", "maximumIntervalDays"]

    /// The scheduler with the settings that travel. A value that cannot be is passed over.
    package func with(_ settings: [MemoryStore.Setting]) -> Scheduler {
        func retention(_ setting: MemoryStore.Setting) -> Double? {
            guard setting.name == "desiredRetention", case .number(let value) = setting.value,
                (0.7...0.99).contains(value)
            else { return nil }
            return value
        }
        func value(_ name: String) -> JSON? { settings.first { $0.name == name && $0.pack == nil }?.value }
        var packs: [String: Double] = [:]
        for setting in settings {
            if let pack = setting.pack, let retention = retention(setting) { packs[pack] = retention }
        }
        let days = value("maximumIntervalDays")?.integer.flatMap { (1...36_500).contains($0) ? Int($0) : nil }
        let easyDays = value("easyDays")?.list.map { Set($0.compactMap { $0.text.flatMap(Weekday.init) }) }
        return with(
            desiredRetention: settings.lazy.filter { $0.pack == nil }.compactMap(retention).first,
            retentionOfPacks: packs.isEmpty ? nil : packs, easyDays: easyDays, maximumIntervalDays: days)
    }
}
