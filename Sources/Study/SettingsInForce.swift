import JSONText
import Memory
import Storage

/// A setting as it holds here.
package struct SettingInForce: Sendable {
    /// Where a value comes from, the weakest first.
    package enum Origin: String, Sendable {
        case builtIn = "default"
        case file, log
    }

    package var name: String
    package var value: JSON
    /// The pack it holds for; nil for all that have none of their own.
    package var pack: String?
    package var origin: Origin
}

extension Study {
    /// What holds for all packs: the defaults, then `settings.json`, then what was set for all devices.
    package var settings: Settings { inForce.settings }

    /// What memories are computed with.
    package var scheduler: Scheduler { inForce.scheduler }

    private var inForce: (settings: Settings, scheduler: Scheduler) {
        if let known = settingsCache { return known }
        var settings = ownSettings
        let travelling = (try? reading { store throws(DatabaseFault) in try store.memory.settings() }) ?? []
        // A value that a newer version may understand leaves what was there.
        for setting in travelling where setting.pack == nil && Settings.travelling.contains(setting.name) {
            _ = settings.set(setting.name, setting.value)
        }
        let found = (settings, ownScheduler.with(travelling))
        settingsCache = found
        return found
    }

    /// All settings, by name, those of single packs behind those for all.
    package func settingsInForce() throws(StudyFault) -> [SettingInForce] {
        let travelling = try reading { store throws(DatabaseFault) in try store.memory.settings() }
        let all = settings
        var found: [SettingInForce] = []
        for name in (Settings.travelling + ["idleMinutes"]).sorted() {
            guard let value = all.value(name) else { continue }
            var origin = SettingInForce.Origin.builtIn
            if ownSettings.value(name) != Settings().value(name) { origin = .file }
            if travelling.contains(where: { $0.name == name && $0.pack == nil }) { origin = .log }
            found.append(SettingInForce(name: name, value: value, pack: nil, origin: origin))
            for setting in travelling where setting.name == name && setting.pack != nil {
                found.append(SettingInForce(name: name, value: setting.value, pack: setting.pack, origin: .log))
            }
        }
        return found
    }

    /// Sets a value for all devices; desiredRetention also for one pack.
    package func set(_ name: String, _ value: JSON, pack: String?, now: Now) throws(StudyFault) {
        var trial = Settings()
        if let complaint = trial.set(name, value) { throw StudyFault(.invalid, complaint) }
        guard Settings.travelling.contains(name) else {
            throw StudyFault(.invalid, "\(name) is each device's own: set it in \(places.settings)")
        }
        if let pack {
            guard name == "desiredRetention" else {
                throw StudyFault(.invalid, "only desiredRetention can be set for one pack")
            }
            let packs = try reading { store throws(DatabaseFault) in try store.knowledge.packs().map(\.name) }
            guard packs.contains(pack) else {
                throw StudyFault(.notFound, "there is no pack \"\(pack)\"; there are \(packs.joined(separator: ", "))")
            }
        }
        // The value as it was understood, so that no log holds another.
        try append(now.at, .setting(name: name, value: trial.value(name) ?? value, pack: pack))
    }
}
