package no.getdrop.local.providers.rds;

import java.time.Duration;

/// How long things take.
///
/// @param snapshot from the call that creates one until it is available; its source is backing up
///   meanwhile
/// @param copy of a snapshot
/// @param cluster until a restored cluster is available
/// @param instance until an instance is available
/// @param deletion of a database
/// @param lag by how much describing calls are behind: they tell what was that long ago
public record Timing(
        Duration snapshot,
        Duration copy,
        Duration cluster,
        Duration instance,
        Duration deletion,
        Duration lag) {
    /// Everything at once.
    public static Timing instant() {
        return new Timing(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
    }

    /// Seconds, so that a person sees each state pass by.
    public static Timing brief() {
        return new Timing(
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ZERO);
    }

    /// As a small cluster takes.
    public static Timing usual() {
        return new Timing(
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Duration.ofMinutes(8),
                Duration.ofMinutes(6),
                Duration.ofMinutes(4),
                Duration.ZERO);
    }

    /// The same with describing calls that are behind.
    public Timing lagging(Duration by) {
        return new Timing(snapshot, copy, cluster, instance, deletion, by);
    }
}
