/// What stands under the cursor.
package struct Found: Sendable {
    /// The canonical name: `flask.Flask.route`, `flask.config:SECRET_KEY`, `jinja:tag.block`.
    package var symbol: String
    /// Less specific names that also fit, nearest first: the method where a base class defines it, the proxy's class.
    package var alternatives: [String] = []
    /// The bytes of the word in the document.
    package var range: Range<Int>
    /// Whether it was inferred from a name and its use, not from what the code says.
    package var isLikely = false
    /// Which releases have it, unless all do.
    package var lifetime: Lifetime?
    /// What the installed version makes worth saying: that the name is gone, will go, or is not there yet. One sentence or two,
    /// Markdown.
    package var note: String?
    /// Whether it stands in a string, of which other tools know nothing.
    package var isInString = false
    /// What a string names, for jumping there.
    package var target: Target?

    /// The version that removed it, if it is gone.
    package var removedIn: String? { lifetime?.removedIn }

    package enum Target: Equatable, Sendable {
        /// A template's name as given to `render_template`, `extends`, `include`.
        case template(String)
        /// An endpoint's name as given to `url_for`: `bp.view`.
        case endpoint(String)
    }
}
