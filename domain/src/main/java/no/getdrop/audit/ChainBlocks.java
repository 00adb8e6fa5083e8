package no.getdrop.audit;

import no.getdrop.database.Database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The hash chain over the audit trail and the events of payments, in blocks: each holds SHA-256 of
/// the one before and of all rows that the transactions of its range wrote.
///
/// A range ends below the oldest transaction that was at work when the block was closed. All below
/// that one are over, and every later one has a higher id, so that nothing can come into a closed
/// block any more, however long a transaction took to commit.
public final class ChainBlocks {
    private static final Logger log = LoggerFactory.getLogger(ChainBlocks.class);

    /// The digests of a range, in their own order; those of rows that were deleted when their time
    /// was over were kept. Rows from before there was a chain belong to the first block.
    private static final String CONTENT =
            """
            SELECT count(*) AS row_count,
                   coalesce(string_agg(digest, CAST('' AS bytea) ORDER BY digest),
                            CAST('' AS bytea)) AS digests
            FROM (
                SELECT audit_log_digest(audit_log) AS digest FROM audit_log
                WHERE written_in >= FROM_ AND written_in < TO_
                   OR FROM_ = 0 AND written_in IS NULL
                UNION ALL
                SELECT transaction_event_digest(transaction_events) FROM transaction_events
                WHERE written_in >= FROM_ AND written_in < TO_
                   OR FROM_ = 0 AND written_in IS NULL
                UNION ALL
                SELECT row_sha256 FROM chain_swept WHERE written_in >= FROM_ AND written_in < TO_
            ) AS lines
            """;

    private static final String HASH =
            """
            sha256(PREVIOUS_
                   || convert_to(concat_ws('|', NUMBER_, FROM_, TO_, content.row_count), 'UTF8')
                   || content.digests)
            """;

    /// Of two that close the next block at once the later does nothing.
    private static final String CLOSE =
            """
            WITH last AS (
                SELECT number, to_xid, hash FROM chain_blocks ORDER BY number DESC LIMIT 1
            ), start AS (
                SELECT coalesce((SELECT number FROM last), 0) + 1 AS number,
                       coalesce((SELECT to_xid FROM last), 0) AS from_xid,
                       coalesce((SELECT hash FROM last), CAST('' AS bytea)) AS previous,
                       CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)
                           AS horizon
            ), block AS (
                SELECT number, from_xid, previous,
                       least(horizon, (
                           SELECT written_in FROM (
                               SELECT written_in FROM audit_log WHERE written_in > from_xid
                               UNION ALL
                               SELECT written_in FROM transaction_events
                               WHERE written_in > from_xid) AS waiting
                           ORDER BY written_in
                           OFFSET :limit LIMIT 1)) AS to_xid
                FROM start
            )
            INSERT INTO chain_blocks (number, from_xid, to_xid, row_count, hash)
            SELECT number, from_xid, to_xid, content.row_count, (HASH_)
            FROM block
            CROSS JOIN LATERAL (CONTENT_) AS content
            WHERE to_xid > from_xid AND content.row_count > 0
            ON CONFLICT DO NOTHING
            RETURNING number, row_count, encode(hash, 'hex') AS hash
            """
                    .replace("HASH_", HASH)
                    .replace("CONTENT_", CONTENT)
                    .replace("PREVIOUS_", "previous")
                    .replace("NUMBER_", "number")
                    .replace("FROM_", "from_xid")
                    .replace("TO_", "to_xid");

    /// A block holds when it begins where the one before ends and its hash can be made again.
    private static final String VERIFY =
            """
            SELECT block.number,
                   coalesce(block.from_xid = coalesce(previous.to_xid, 0)
                            AND (previous.number IS NOT NULL OR block.number = 1)
                            AND block.row_count = content.row_count
                            AND block.hash = (HASH_), false) AS holds
            FROM (SELECT number, from_xid, to_xid, row_count, hash FROM chain_blocks
                  WHERE number >= :from
                  ORDER BY number
                  LIMIT :limit) AS block
            LEFT JOIN chain_blocks AS previous ON previous.number = block.number - 1
            CROSS JOIN LATERAL (CONTENT_) AS content
            ORDER BY block.number
            """
                    .replace("HASH_", HASH)
                    .replace("CONTENT_", CONTENT)
                    .replace("PREVIOUS_", "coalesce(previous.hash, CAST('' AS bytea))")
                    .replace("NUMBER_", "block.number")
                    .replace("FROM_", "block.from_xid")
                    .replace("TO_", "block.to_xid");

    private static final String STANDING =
            """
            WITH last AS (
                SELECT coalesce(max(number), 0) AS number, coalesce(max(to_xid), 0) AS to_xid
                FROM chain_blocks
            )
            SELECT number,
                   coalesce(extract(epoch FROM now() - (
                       SELECT min(created_at) FROM (
                           SELECT created_at FROM audit_log WHERE written_in >= to_xid
                           UNION ALL
                           SELECT created_at FROM transaction_events
                           WHERE written_in >= to_xid) AS waiting)) * 1000, 0) AS lag_ms
            FROM last
            """;

    private final Database database;
    private final InstantSource clock;

    /// A block that was just closed.
    ///
    /// @param hash in hexadecimal digits
    private record Closed(long number, long rows, String hash) {}

    private record Verdict(long number, boolean holds) {}

    /// What a round closed.
    public record Round(int blocks, long rows) {}

    /// What a verification found.
    ///
    /// @param verified blocks that hold, one after the other
    /// @param broken the first one that does not; empty when all do that were looked at
    /// @param next where to go on when time was up; empty when the end was reached
    public record Verification(long verified, Optional<Long> broken, Optional<Long> next) {}

    /// How the chain stands.
    ///
    /// @param newest the last block's number; 0 without one
    /// @param lagMs age of the oldest row that is in no block, in milliseconds
    public record Standing(long newest, long lagMs) {}

    /// The chain of `database`.
    public ChainBlocks(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Closes blocks over what no block holds yet, of about `rows` rows each, not beyond
    /// `deadline`.
    public Round close(int rows, Instant deadline) {
        int blocks = 0;
        long sealed = 0;
        while (clock.instant().isBefore(deadline)) {
            Optional<Closed> closed =
                    database.call(handle ->
                            handle.createQuery(CLOSE)
                                    .bind("limit", rows)
                                    .map((row, context) ->
                                            new Closed(
                                                    row.getLong("number"),
                                                    row.getLong("row_count"),
                                                    row.getString("hash")))
                                    .findOne());
            if (closed.isEmpty()) {
                break;
            }
            blocks++;
            sealed += closed.get().rows();
            // Outside of the database, where whoever can rewrite the chain cannot reach.
            log.atInfo()
                    .addKeyValue("block", closed.get().number())
                    .addKeyValue("rows", closed.get().rows())
                    .addKeyValue("sha256", closed.get().hash())
                    .log("a block of the trail is closed");
        }
        return new Round(blocks, sealed);
    }

    /// Makes the hashes again from block `from` on, to the end or until `deadline`.
    ///
    /// @param blocks looked at in one question
    public Verification verify(long from, int blocks, Instant deadline) {
        long verified = 0;
        long next = from;
        while (clock.instant().isBefore(deadline)) {
            List<Verdict> verdicts = verdicts(next, blocks);
            for (Verdict verdict : verdicts) {
                // A number that is passed over is a block that was taken away.
                if (!verdict.holds() || verdict.number() != next) {
                    log.atError().addKeyValue("block", next).log("a block of the trail is broken");
                    return new Verification(verified, Optional.of(next), Optional.empty());
                }
                verified++;
                next++;
            }
            if (verdicts.size() < blocks) {
                return new Verification(verified, Optional.empty(), Optional.empty());
            }
        }
        return new Verification(verified, Optional.empty(), Optional.of(next));
    }

    /// Verifies a few blocks from a place that is chosen at random, so that in time all are.
    ///
    /// @return the first one that does not hold
    public Optional<Long> sample(int blocks) {
        long newest = standing().newest();
        if (newest == 0) {
            return Optional.empty();
        }
        long from = ThreadLocalRandom.current().nextLong(Math.max(1, newest - blocks + 2)) + 1;
        Optional<Long> broken =
                verdicts(from, blocks).stream()
                        .filter(verdict -> !verdict.holds())
                        .map(Verdict::number)
                        .findFirst();
        broken.ifPresent(number ->
                log.atError().addKeyValue("block", number).log("a block of the trail is broken"));
        return broken;
    }

    /// How the chain stands now.
    public Standing standing() {
        return database.call(handle ->
                handle.createQuery(STANDING)
                        .map((row, context) ->
                                new Standing(row.getLong("number"), row.getLong("lag_ms")))
                        .one());
    }

    private List<Verdict> verdicts(long from, int blocks) {
        return database.call(handle ->
                handle.createQuery(VERIFY)
                        .bind("from", from)
                        .bind("limit", blocks)
                        .map((row, context) ->
                                new Verdict(row.getLong("number"), row.getBoolean("holds")))
                        .list());
    }
}
