import JSONText
import Storage
import Study
import Wire

package struct CardParams: WireObject {
    package var card = ""

    package init() {}

    package static let shape = Shape<CardParams>(
        "CardParams", "Which card.", [.required("card", \.card, .text(least: 1, most: 512), "The card's id.")])
}

package struct FlagParams: WireObject {
    package var card = ""
    package var note: String?

    package init() {}

    package static let shape = Shape<FlagParams>(
        "FlagParams", "Which card, and why.",
        [
            .required("card", \.card, .text(least: 1, most: 512), "The card's id."),
            .optional("note", \.note, .text(most: 2_000), "What is wrong with it, in the person's words."),
        ])
}

package struct StandingResult: WireObject {
    package var card = ""
    package var suspended = false
    package var buried = false
    package var flagged = false
    package var note: String?
    package var memory: GradeResult?

    package init() {}

    init(_ standing: CardStanding, _ client: Client) {
        card = standing.card
        suspended = standing.standing.isSuspended
        buried = standing.standing.isBuried
        flagged = standing.standing.isFlagged
        note = standing.standing.note
        memory = standing.memory.map { client.gradeResult(standing.card, $0) }
    }

    package static let shape = Shape<StandingResult>(
        "CardStanding", "How a card stands.",
        [
            .required("card", \.card, .text(), "The card's id."),
            .required("suspended", \.suspended, .bool, "Not asked until it is unsuspended."),
            .required("buried", \.buried, .bool, "Not asked any more on this study day."),
            .required("flagged", \.flagged, .bool, "Marked by the person."),
            .optional("note", \.note, .text(), "What the person said to the flag."),
            .required("memory", \.memory, .nullable(.object), "What is remembered; null for a new card."),
        ])
}

package struct PauseParams: WireObject {
    package var until: String?
    package var days: Int?

    package init() {}

    package static let shape = Shape<PauseParams>(
        "PauseParams", "How long; without members until review/resume.",
        [
            .optional("until", \.until, .text(most: 10), "The day on whose morning it goes on, like 2026-12-01."),
            .optional("days", \.days, .integer(1...Study.pauseDays), "The same as a number of days from today."),
        ])
}

package struct PauseResult: WireObject {
    package var paused = false
    package var until: String?

    package init() {}

    init(_ pause: MemoryStore.Pause?) {
        paused = pause != nil
        until = pause?.until?.iso8601
    }

    package static let shape = Shape<PauseResult>(
        "PauseResult", "Whether nothing is asked.",
        [
            .required("paused", \.paused, .bool, "Nothing is asked and nobody reminded."),
            .optional("until", \.until, .text(), "The day on whose morning it goes on by itself."),
        ])
}

package struct SettingParams: WireObject {
    package var name = ""
    package var value = JSON.null
    package var pack: String?

    package init() {}

    package static let shape = Shape<SettingParams>(
        "SettingParams", "A setting for all devices.",
        [
            .required(
                "name", \.name, .text(least: 1, most: 64), "One of \(Settings.travelling.joined(separator: ", "))."),
            .required("value", \.value, .anything, "Its value; the error names the bounds."),
            .optional("pack", \.pack, .text(most: 512), "Only for this pack (desiredRetention)."),
        ])
}

package struct WireSetting: WireObject {
    package var name = ""
    package var value = JSON.null
    package var pack: String?
    package var from = "default"

    package init() {}

    init(_ setting: SettingInForce) {
        name = setting.name
        value = setting.value
        pack = setting.pack
        from = setting.origin.rawValue
    }

    package static let shape = Shape<WireSetting>(
        "Setting", "A setting in force.",
        [
            .required("name", \.name, .text(), "What it is called."),
            .required("value", \.value, .anything, "Its value."),
            .optional("pack", \.pack, .text(), "The pack it holds for; left out when it holds for all others."),
            .required(
                "from", \.from, .word(["default", "file", "log"]),
                "Where it comes from: built in, this device's settings.json, or set for all devices."),
        ])
}

package struct SettingsResult: WireObject {
    package var settings: [WireSetting] = []

    package init() {}

    package static let shape = Shape<SettingsResult>(
        "SettingsResult", "What holds here.",
        [.required("settings", \.settings, .list(.object, most: 10_000), "By name.")])
}
