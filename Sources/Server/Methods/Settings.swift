import Study
import Wire

extension Method where Context == Client {
    static var settingsGet: Method {
        Method(
            "settings/get", "Gives every setting as it holds here, and where its value comes from.",
            params: Nothing.self, result: WireType<SettingsResult>.object
        ) { client, _ throws(Refusal) in
            try client.settings()
        }
    }

    static var settingsSet: Method {
        Method(
            "settings/set",
            "Sets a value for all devices; memories are computed with it at once. Answers as settings/get.",
            params: SettingParams.self, result: WireType<SettingsResult>.object, refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in
                try client.study.set(params.name, params.value, pack: params.pack, now: client.now)
            }
            client.hub.reviewChanged()
            return try client.settings()
        }
    }
}

extension Client {
    fileprivate func settings() throws(Refusal) -> SettingsResult {
        var result = SettingsResult()
        result.settings = try Refusal.mapping { () throws(StudyFault) in
            try study.settingsInForce().map { WireSetting($0) }
        }
        return result
    }
}
