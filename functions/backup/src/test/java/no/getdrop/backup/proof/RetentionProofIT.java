package no.getdrop.backup.proof;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.backup.plan.Action.SnapshotOrder;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Kind;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Stock;
import no.getdrop.backup.plan.Tags;
import no.getdrop.backup.run.Fences;
import no.getdrop.backup.run.Proofs;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Secrets;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the worker deletes because its time is over, and the proofs of backups: neither spoils the
/// other.
class RetentionProofIT {
    private static final FieldCipher CIPHER =
            FieldCipher.from(
                    Secrets.from(
                            Environment.of(
                                    Map.of(
                                            "ENCRYPTION_KEY",
                                            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
                            InstantSource.system()));

    private final String live = Server.live();
    private final Fences fences = new DatabaseFences(_ -> Server.sql(live));

    /// A customer who left six years ago, with a payment, and one who is there.
    @BeforeEach
    void pay() {
        String payment = new Payments(live, CIPHER).pay("6 years");
        Server.execute(
                live,
                """
                UPDATE users SET deleted_at = now() - INTERVAL '6 years';
                INSERT INTO transaction_events
                    (transaction_id, sequence, stage, event_at, created_at)
                VALUES ('ID', 2, 'cancelled', now(), now() - INTERVAL '6 years');
                UPDATE transactions
                SET status = 'failed', stage = 'cancelled', failure_code = 'CANCELLED', version = 2,
                    updated_at = now() - INTERVAL '6 years';
                """
                        .replace("ID", payment));
        new Payments(live, CIPHER).pay("1 hour");
    }

    @Test
    void aNightAfterASweepIsProvedAndSoIsTheOneBefore() {
        Snapshot before = fenced("20261124t0200z");
        String copyBefore = Server.copy(live);
        assertThat(swept("customers")).as("held until the proof").isEqualTo("null");
        assertThat(prove(before, copyBefore).failed()).isEmpty();
        fences.markVerified(Stock.DATABASE, "run-20261124t0200z");

        // One link is all there is, and it holds everything: nothing of it goes.
        assertThat(swept("customers")).isEqualTo("null");
        eightNightsPass();
        assertThat(swept("customers")).isEqualTo("1");
        assertThat(count("transactions")).isEqualTo("1");

        Snapshot after = fenced("20261210t0200z");
        Proofs.Proof proof = prove(after, Server.copy(live));
        assertThat(proof.failed()).isEmpty();
        assertThat(proof.checks())
                .filteredOn(check -> check.id().equals("chain"))
                .extracting(Proofs.Check::found)
                .containsExactly("0 of the last 7 links broken");
    }

    @Test
    void aSweepBetweenFenceAndSnapshotWouldSpoilTheProofAndIsNotMade() {
        Snapshot snapshot = fenced("20261124t0200z");
        for (String kind : List.of("audit_log", "customers", "quotes", "idempotency_keys")) {
            assertThat(swept(kind)).as(kind).isEqualTo("null");
        }
        assertThat(prove(snapshot, Server.copy(live)).failed()).isEmpty();
    }

    /// Links of other nights, each made as the one before, and each proved.
    private void eightNightsPass() {
        for (int night = 1; night <= 8; night++) {
            fenced("2026120" + night + "t0200z");
        }
        Server.execute(live, "UPDATE backup_fences SET verified_at = greatest(now(), fenced_at)");
    }

    private String swept(String kind) {
        return Server.sql(live)
                .texts("SELECT coalesce(CAST(sweep('" + kind + "', 10) AS text), 'null')", Map.of())
                .getFirst();
    }

    private String count(String table) {
        return Server.sql(live)
                .texts("SELECT CAST(count(*) AS text) FROM " + table, Map.of())
                .getFirst();
    }

    private Snapshot fenced(String slot) {
        Instant fencedAt =
                fences.write(
                        new SnapshotOrder(
                                "id",
                                Stock.DATABASE,
                                Kind.NIGHTLY,
                                slot,
                                "run-" + slot,
                                Optional.empty(),
                                Optional.empty(),
                                Instant.now()),
                        Duration.ofHours(24));
        return Stock.with(
                Stock.nightly("2026-11-25"),
                Tags.RUN,
                "run-" + slot,
                Tags.FENCED_AT,
                fencedAt.toString());
    }

    private static Proofs.Proof prove(Snapshot snapshot, String copy) {
        Sql sql = Server.sql(copy);
        Clone restored =
                Stock.cloneOf(
                        Stock.nightly("2026-11-25"),
                        Instant.now(),
                        Stock.shape(Clone.Status.AVAILABLE, Optional.empty(), true, true));
        return new ProofSuite((_, _) -> sql, CIPHER).prove(snapshot, restored);
    }
}
