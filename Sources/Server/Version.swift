/// What this build calls itself.
package enum Version {
    package static let program = "0.1.0"
    /// The day it became that; the manual page bears it.
    package static let date = "2026-11-22"
    /// Rises when a method changes so that an older client would misunderstand it.
    package static let wire = 1
}
