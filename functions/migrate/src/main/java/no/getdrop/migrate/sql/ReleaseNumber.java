package no.getdrop.migrate.sql;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A release of Drop, such as `0.1.0`; the greater one is the later.
public record ReleaseNumber(int major, int minor, int patch) implements Comparable<ReleaseNumber> {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6})");
    private static final Comparator<ReleaseNumber> ORDER =
            Comparator.comparingInt(ReleaseNumber::major)
                    .thenComparingInt(ReleaseNumber::minor)
                    .thenComparingInt(ReleaseNumber::patch);

    /// The release that is written so; empty when it is none.
    public static Optional<ReleaseNumber> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(
                        new ReleaseNumber(
                                Integer.parseInt(form.group(1)),
                                Integer.parseInt(form.group(2)),
                                Integer.parseInt(form.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(ReleaseNumber other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
