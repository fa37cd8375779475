import Machine
import Testing

@testable import Study

@Suite struct SettingsTests {
    @Test func `a file that is missing or empty of wishes leaves the defaults`() {
        for (settings, complaints) in [
            Settings.read("/nowhere/settings.json"), Settings.read(Array("{}".utf8), name: "s"),
        ] {
            #expect(
                settings.desiredRetention == 0.9 && settings.newPerDay == 3 && settings.minutes == 2
                    && settings.idleMinutes == 30)
            #expect(complaints.isEmpty)
        }
    }

    @Test func `what is set counts`() {
        let text = #"{"desiredRetention": 0.85, "newPerDay": 0, "minutes": 5.0, "idleMinutes": 0}"#
        let (settings, complaints) = Settings.read(Array(text.utf8), name: "s")
        #expect(
            settings.desiredRetention == 0.85 && settings.newPerDay == 0 && settings.minutes == 5
                && settings.idleMinutes == 0)
        #expect(complaints.isEmpty)
    }

    @Test(arguments: [
        ("", "s is not JSON at byte 0"), ("[]", "s must hold a JSON object"),
        ("{\"minutes\": 2,}", "s is not JSON at byte 14"),
        (#"{"minutes": 0}"#, "s: minutes must be a whole number from 1 to 600"),
        (#"{"minutes": "2"}"#, "s: minutes must be a whole number from 1 to 600"),
        (#"{"newPerDay": -1}"#, "s: newPerDay must be a whole number from 0 to 1000"),
        (#"{"newPerDay": 2.5}"#, "s: newPerDay must be a whole number from 0 to 1000"),
        (#"{"desiredRetention": 90}"#, "s: desiredRetention must be a number from 0.7 to 0.99"),
        (#"{"desiredRetention": 1}"#, "s: desiredRetention must be a number from 0.7 to 0.99"),
        (#"{"newperday": 1}"#, "s: there is no setting \"newperday\""),
    ])
    func `an entry that is not understood is named and leaves its default`(text: String, beginning: String) {
        let (settings, complaints) = Settings.read(Array(text.utf8), name: "s")
        #expect(complaints.count == 1 && complaints[0].hasPrefix(beginning), "\(complaints)")
        #expect(settings.newPerDay == 3 && settings.minutes == 2 && settings.desiredRetention == 0.9)
    }

    @Test func `a folder or an endless device in the file's place is named`() {
        for path in ["/dev", "/dev/zero"] { #expect(Settings.read(path).1.first?.contains(path) == true) }
    }
}

@Suite struct DeviceNameTests {
    @Test func `a name is settled once, of the host's name and four digits`() throws {
        let box = Sandbox()
        let file = box.root + "/state/device"
        #expect(try DeviceName.settle(file: file, host: "Tower.home", random: 0x12A) == "towerhome-012a")
        #expect(try DeviceName.settle(file: file, host: "Tower.home", random: 7) == "towerhome-012a")
    }

    @Test(arguments: [
        ("tower-2-1f0c", "a copied home of a host whose name only begins alike"), ("other-1f0c", "another host's"),
        ("tower-../x", "a path"), ("tower-12345", "five digits"), ("tower-12G4", "no digits"), ("", "nothing"),
        ("\0\0\0", "noise"),
    ])
    func `what is not this host's name is replaced`(kept: String, why: String) throws {
        let box = Sandbox()
        try box.write("device", kept + "\n")
        #expect(
            try DeviceName.settle(file: box.root + "/device", host: "tower", random: 0xBEEF) == "tower-beef", "\(why)")
        #expect(try DeviceName.settle(file: box.root + "/device", host: "tower", random: 1) == "tower-beef", "\(why)")
    }

    @Test(arguments: [("", "device-0001"), ("日本", "device-0001"), ("../../etc", "etc-0001"), ("A_b C-9", "abc-9-0001")])
    func `any host gives a name that is a file name`(host: String, name: String) throws {
        let box = Sandbox()
        #expect(try DeviceName.settle(file: box.root + "/device", host: host, random: 1) == name)
    }
}
