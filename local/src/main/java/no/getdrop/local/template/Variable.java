package no.getdrop.local.template;

/// What the template says about one environment variable of a function.
public sealed interface Variable {
    /// A value known on this machine.
    record Value(String text) implements Variable {}

    /// The template leaves it out under the given parameters (`AWS::NoValue`).
    record Absent() implements Variable {}

    /// A value that only a deployed stack has; the reason says which part of it.
    record Unresolved(String reason) implements Variable {}
}
