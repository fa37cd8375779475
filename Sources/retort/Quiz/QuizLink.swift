import Server
import Wire

/// A quiz's line to the daemon, which may end and be started anew in between without anything being lost or doubled.
struct QuizLink {
    private var connection: Connection
    private let context: CommandContext

    init(_ connection: Connection, _ context: CommandContext) {
        self.connection = connection
        self.context = context
    }

    /// Asks; should the daemon have ended meanwhile, a new one is started and asked again. For what may be asked twice.
    mutating func ask<Params: WireObject, Result: WireObject>(
        _ method: String, _ params: Params, _ result: Result.Type
    ) throws(Failure) -> Result {
        do throws(Failure) {
            return try connection.ask(method, params, result)
        } catch  where error.status == 3 {
            connection = try context.connect()
            return try connection.ask(method, params, result)
        }
    }

    /// Records a grade exactly once, also when the daemon dies between writing it down and saying so.
    mutating func record(_ params: GradeParams) throws(Failure) {
        let before = try reviews(of: params.card)
        do throws(Failure) {
            _ = try connection.ask("review/grade", params, GradeResult.self)
        } catch  where error.status == 3 {
            connection = try context.connect()
            if try reviews(of: params.card) == before {
                _ = try connection.ask("review/grade", params, GradeResult.self)
            }
        }
    }

    /// Records an answer outside the schedule.
    mutating func practise(_ params: GradeParams) throws(Failure) {
        _ = try ask("review/practice", params, PracticeResult.self)
    }

    private mutating func reviews(of card: String) throws(Failure) -> Int {
        var history = HistoryParams()
        history.card = card
        return try ask("review/history", history, HistoryResult.self).reviews.count
    }

    /// Takes back the last thing once: should the daemon die meanwhile, it is not asked again.
    mutating func undo() throws(Failure) -> UndoResult {
        do throws(Failure) {
            return try connection.ask("review/undo", Nothing(), UndoResult.self)
        } catch  where error.status == 3 {
            connection = try context.connect()
            throw .refused(
                "the daemon was started anew; nothing or the last thing was taken back: look before you undo again")
        }
    }

    /// Says something of a card that has no answer worth keeping.
    mutating func tell(_ method: String, _ params: some WireObject) throws(Failure) {
        _ = try ask(method, params, Nothing.self)
    }
}
