package no.getdrop.rotation;

/// A refusal as Secrets Manager must see it: a function that throws has not done its step.
public final class RotationRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RotationRefusedException(RotationEvent event, Refusal refusal) {
        super(
                "secret %s is not rotated, step %s: %s"
                        .formatted(event.secretId(), event.step().word(), refusal.text()));
    }
}
