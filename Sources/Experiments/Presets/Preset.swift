public import Attacks
public import Declarations

/// A published configuration of an attack. The attack's name alone does not define one: implementations differ in steps, step sizes and searches.
public struct Preset: Declaration {
    /// The publication or the release of a library whose settings these are: `foolbox1.8`, `autoattack-standard`.
    public var era = ""
    /// The place where the settings can be looked up.
    public var source = ""
    /// The attack, with every setting written out. The radius of a bounded attack is not part of a preset.
    @Declared public var attack: any MinimumNormAttack = LeastDistance()
    /// A preset without settings; all three properties are required.
    public init() {}
    /// All three are required.
    public static var required: [String] { ["era", "source", "attack"] }
    /// Throws `Invalid` for an empty era or source.
    public func validate() throws {
        if era.isEmpty { throw Invalid("era", expected: "the name of a publication or release") }
        if source.isEmpty { throw Invalid("source", expected: "a place where the settings can be looked up") }
    }
}
