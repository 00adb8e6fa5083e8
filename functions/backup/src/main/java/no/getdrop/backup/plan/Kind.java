package no.getdrop.backup.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a snapshot was taken; the value of its tag `drop:kind`.
public enum Kind {
    /// By the schedule, one for each night; kept by days, weeks, months and years.
    NIGHTLY,
    /// Before a deployment, one for each commit.
    PRE_DEPLOY,
    /// Because a person asked for it and said why.
    MANUAL;

    /// As it stands in tags and identifiers: `nightly`, `pre-deploy`, `manual`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The kind of that name; empty when there is none.
    public static Optional<Kind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
