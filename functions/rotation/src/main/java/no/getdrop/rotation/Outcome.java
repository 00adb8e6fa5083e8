package no.getdrop.rotation;

/// What became of a step.
sealed interface Outcome {
    /// It is done, now or already.
    record Done(String what) implements Outcome {}

    /// It was not done, and nothing was changed.
    record Refused(Refusal refusal) implements Outcome {}

    static Outcome refused(String found, String expected, String remedy) {
        return new Refused(new Refusal(found, expected, remedy));
    }
}
