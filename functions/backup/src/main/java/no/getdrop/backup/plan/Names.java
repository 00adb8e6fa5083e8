package no.getdrop.backup.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/// The identifiers of what the backup makes. Each follows from what it stands for and from nothing
/// else: RDS knows no client token, so that the identifier alone keeps a call from being made
/// twice.
public final class Names {
    /// With which every database begins that is restored to prove a snapshot; the function's role
    /// may delete no other.
    public static final String CLONE_PREFIX = "drop-verify-";

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int AGAIN_MAX = 9;

    private Names() {}

    /// The snapshot of a night: `drop-production-nightly-20261125t0200z`.
    public static String nightly(String database, Slot slot) {
        return database + "-" + Kind.NIGHTLY.text() + "-" + slot.stamp();
    }

    /// The snapshot before a deployment: `drop-pre-deploy-20261125-141530`; of the second and
    /// further databases with their name at the end.
    public static String preDeploy(String database, boolean first, Instant at) {
        return "drop-pre-deploy-" + SECONDS.format(at) + (first ? "" : "-" + database);
    }

    /// A snapshot that a person asked for: `drop-production-manual-20261125-141530`.
    public static String manual(String database, Instant at) {
        return database + "-" + Kind.MANUAL.text() + "-" + SECONDS.format(at);
    }

    /// `name`, or with `-r2`, `-r3` … where others or a failed snapshot have taken it.
    public static String free(String name, Set<String> taken) {
        return taken.contains(name)
                ? IntStream.rangeClosed(2, AGAIN_MAX)
                        .mapToObj(again -> again(name, again))
                        .filter(each -> !taken.contains(each))
                        .findFirst()
                        .orElse(name)
                : name;
    }

    /// The name for the second, third … attempt: `name-r2`, `name-r3`.
    public static String again(String name, int attempt) {
        return name + "-r" + attempt;
    }

    /// The clone of a snapshot. Short enough for a cluster, whose name may have 63 characters.
    public static String clone(Snapshot snapshot) {
        return CLONE_PREFIX
                + SECONDS.format(snapshot.takenAt())
                + "-"
                + HexFormat.of().formatHex(sha256(snapshot.id()), 0, 4);
    }

    /// The one instance of a restored cluster.
    public static String instance(String cluster) {
        return cluster + "-1";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
