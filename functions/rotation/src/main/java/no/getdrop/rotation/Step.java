package no.getdrop.rotation;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The steps of a rotation, in the order in which Secrets Manager asks for them.
enum Step {
    /// Makes the pending version.
    CREATE("createSecret"),
    /// Tells it to who else keeps the secret; nobody does.
    SET("setSecret"),
    /// Looks whether the pending version may become the current one.
    TEST("testSecret"),
    /// Makes it the current one.
    FINISH("finishSecret");

    private final String word;

    Step(String word) {
        this.word = word;
    }

    /// What Secrets Manager calls it.
    String word() {
        return word;
    }

    static Optional<Step> of(String word) {
        return Arrays.stream(values()).filter(step -> step.word.equals(word)).findFirst();
    }

    static String choices() {
        return Arrays.stream(values()).map(Step::word).collect(Collectors.joining(", "));
    }
}
