/// Ids made from titles.
package enum Slug {
    /// Lower-case letters, digits and single hyphens, at most `Bounds.slugCharacters` long, not among `taken`.
    package static func make(_ text: String, taken: Set<String>) -> String { "" }
}
