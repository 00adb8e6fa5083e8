package no.getdrop.local.dump;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a dump, `<target>-YYYYMMDD-HHMMSS.dump`, in UTC.
///
/// @param target whose data it is: `local`, or what a person calls this state of it
/// @param at to the second
public record DumpName(String target, Instant at) {
    /// The data of this machine.
    public static final String LOCAL = "local";

    private static final Pattern TARGET = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{8}-\\d{6})\\.dump");
    private static final Pattern DEPLOYED = Pattern.compile("(staging|production)(-.*)?");
    private static final int TARGET_LENGTH_MAX = 40;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT);

    /// @throws IllegalArgumentException when the target is no word, or is one that is deployed
    public DumpName {
        if (!TARGET.matcher(target).matches() || target.length() > TARGET_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    ("the target '%s' is not a name: want small letters, digits and hyphens, at"
                                    + " most %d")
                            .formatted(target, TARGET_LENGTH_MAX));
        }
        if (DEPLOYED.matcher(target).matches()) {
            throw new IllegalArgumentException(
                    ("%s is not on this machine: what is deployed is backed up and restored by the"
                                    + " backup function")
                            .formatted(target));
        }
        at = at.atOffset(ZoneOffset.UTC).withNano(0).toInstant();
    }

    /// Reads the name of a file; empty when it is not that of a dump.
    public static Optional<DumpName> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        try {
            return name.matches()
                    ? Optional.of(
                            new DumpName(
                                    name.group(1),
                                    LocalDateTime.parse(name.group(2), SECONDS)
                                            .toInstant(ZoneOffset.UTC)))
                    : Optional.empty();
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The file's name.
    public String file() {
        return target + "-" + SECONDS.format(at.atOffset(ZoneOffset.UTC)) + ".dump";
    }
}
