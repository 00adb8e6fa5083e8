package no.getdrop.backup.proof;

import no.getdrop.backup.plan.Action.SnapshotOrder;
import no.getdrop.backup.plan.Kind;
import no.getdrop.backup.run.Fences;
import no.getdrop.runtime.Ids;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// Fences as rows of `backup_fences`, written by the owner of the schema: each is one statement.
public final class DatabaseFences implements Fences {
    private static final String MICROSECONDS =
            "CAST(CAST(extract(epoch FROM fenced_at) * 1000000 AS bigint) AS text)";

    /// A night's fence is a link of the chain; those between belong to no night and are none.
    private static final String WRITE =
            """
            INSERT INTO backup_fences AS fence
                (id, run_id, slot, schema_version, schema_sha256, commit_sha, row_counts, sums,
                 head_hash)
            SELECT CAST(:id AS uuid), :run, :slot, (VERSION_), (SCHEMA_), nullif(:commit, ''),
                   (COUNTS_), (SUMS_), CASE WHEN CAST(:chained AS boolean) THEN (LINK_) END
            ON CONFLICT (run_id) DO UPDATE
            SET fenced_at = now(), verified_at = NULL, slot = excluded.slot,
                schema_version = excluded.schema_version,
                schema_sha256 = excluded.schema_sha256, commit_sha = excluded.commit_sha,
                row_counts = excluded.row_counts, sums = excluded.sums,
                head_hash = excluded.head_hash
            WHERE fence.fenced_at < now() - make_interval(secs => CAST(:fresh AS double precision))
            RETURNING TIME_
            """
                    .replace("VERSION_", Rows.SCHEMA_VERSION)
                    .replace("SCHEMA_", Rows.SCHEMA)
                    .replace("COUNTS_", Rows.COUNTS)
                    .replace("SUMS_", Rows.SUMS)
                    .replace("LINK_", Chain.link(":slot", "now()"))
                    .replace("TIME_", MICROSECONDS);

    private static final String READ =
            "SELECT " + MICROSECONDS + " FROM backup_fences WHERE run_id = :run";

    private static final String MARK =
            """
            UPDATE backup_fences SET verified_at = greatest(now(), fenced_at)
            WHERE run_id = :run AND verified_at IS NULL
            RETURNING run_id
            """;

    private final Function<String, Sql> live;

    /// @param live the live database of an identifier
    public DatabaseFences(Function<String, Sql> live) {
        this.live = live;
    }

    @Override
    public Instant write(SnapshotOrder order, Duration freshFor) {
        return asked(() -> {
            Sql sql = live.apply(order.database());
            List<String> written =
                    sql.texts(
                            WRITE,
                            Map.of(
                                    "id", Ids.next().toString(),
                                    "run", order.run(),
                                    "slot", order.slot(),
                                    "commit", order.commit().orElse(""),
                                    "chained", Boolean.toString(order.kind() == Kind.NIGHTLY),
                                    "fresh", Long.toString(freshFor.toSeconds())));
            return time(
                    written.isEmpty()
                            ? sql.texts(READ, Map.of("run", order.run())).getFirst()
                            : written.getFirst());
        });
    }

    @Override
    public void markVerified(String database, String run) {
        asked(() -> live.apply(database).texts(MARK, Map.of("run", run)));
    }

    static Instant time(String microseconds) {
        return Instant.EPOCH.plus(Long.parseLong(microseconds), ChronoUnit.MICROS);
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (Sql.UnreachableException | Sql.RefusedException e) {
            throw new FenceException(String.valueOf(e.getMessage()), e);
        }
    }
}
