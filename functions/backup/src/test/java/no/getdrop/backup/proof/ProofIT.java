package no.getdrop.backup.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Proofs on real rows: a fence in a live database, a copy of it, and what is wrong with the copy.
class ProofIT {
    private static final Duration FRESH = Duration.ofHours(24);
    private static final FieldCipher CIPHER =
            cipher("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    private String live = Server.live();
    private final Payments payments = new Payments(live, CIPHER);
    private final Fences fences = new DatabaseFences(_ -> Server.sql(live));

    @BeforeEach
    void payTwice() {
        payments.pay("2 hours");
        payments.pay("1 hour");
    }

    @Test
    void aWholeCopyHoldsEveryCheck() {
        payments.hold();
        Snapshot snapshot = fenced("20261125t0200z");
        payments.pay("1 second");

        Proofs.Proof proof = prove(snapshot, Server.copy(live));

        assertThat(proof.failed()).isEmpty();
        assertThat(proof.checks())
                .extracting(Proofs.Check::id)
                .containsExactly(
                        "fence",
                        "schema",
                        "counts",
                        "sums",
                        "chain",
                        "events",
                        "outbox",
                        "audit",
                        "answers",
                        "amounts",
                        "authentications",
                        "indexes",
                        "constraints",
                        "roles",
                        "orphans",
                        "encryption");
        assertThat(proof.newestAt().orElseThrow()).isAfter(Instant.now().minusSeconds(60));
    }

    /// What is done to the copy, as a superuser who goes round every constraint and grant. The live
    /// database stands for its own copy, which holds the same rows and would have to be made anew
    /// for each case.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "counts | DELETE FROM outbox WHERE id = 'ID'",
                "counts | DELETE FROM transaction_events WHERE transaction_id = 'ID'",
                "sums | UPDATE transactions SET amount_minor = 100000, total_minor = 101000 WHERE"
                        + " id = 'ID'",
                "amounts | UPDATE transactions SET received_minor = 1 WHERE id = 'ID'",
                "chain | UPDATE audit_log SET details = '{\"by\":\"somebody\"}' WHERE id = 'ID'",
                "chain | UPDATE transaction_events SET stage = 'settled' WHERE transaction_id ="
                        + " 'ID'",
                "events | UPDATE transaction_events SET stage = 'settled' WHERE transaction_id ="
                        + " 'ID'",
                "events | UPDATE transactions SET version = 2 WHERE id = 'ID'",
                "outbox | DELETE FROM outbox WHERE id = 'ID'",
                "audit | UPDATE audit_log SET resource_id = 'txn_0' WHERE id = 'ID'",
                "answers | DELETE FROM idempotency_keys WHERE idempotency_key = 'ID'",
                "authentications | UPDATE payment_sessions SET status = 'authorised', consumed_at ="
                        + " NULL WHERE id = 'ID'",
                "orphans | DELETE FROM quotes WHERE id = 'ID'",
                "indexes | UPDATE pg_index SET indisvalid = false WHERE indexrelid ="
                        + " 'transactions_pk'::regclass",
                "constraints | UPDATE pg_constraint SET convalidated = false WHERE conname ="
                        + " 'transactions_shape_ck'",
                "schema | DELETE FROM flyway_schema_history WHERE installed_rank = (SELECT"
                        + " max(installed_rank) FROM flyway_schema_history)",
                "schema | ALTER TABLE outbox DROP CONSTRAINT outbox_attempts_ck",
                "schema | DROP INDEX outbox_due_ix",
                "counts | DROP TABLE str_reports",
                "audit | DROP TABLE audit_log CASCADE",
                "fence | DELETE FROM backup_fences",
                "encryption | UPDATE recipients SET account_encrypted ="
                        + " '\\x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'"
            })
    void aTamperedCopyIsRejectedAndTheCheckIsNamed(String check, String statement) {
        String payment = payments.pay("30 minutes");
        Snapshot snapshot = fenced("20261125t0200z");
        Server.execute(
                live,
                "SET session_replication_role = replica; SET allow_system_table_mods = on; "
                        + statement.replace("ID", payment));

        assertThat(prove(snapshot, live).failed()).extracting(Proofs.Check::id).contains(check);
    }

    @Test
    void noAnswerHoldsDataOfCustomers() {
        Snapshot snapshot = fenced("20261125t0200z");
        String copy = Server.copy(live);
        Server.execute(
                copy,
                "SET session_replication_role = replica; DELETE FROM transaction_events;"
                        + " DELETE FROM outbox; DELETE FROM users");

        assertThat(prove(snapshot, copy).checks().toString())
                .doesNotContain("Kari", "Nordmann", "Ana", "RS35", "1379")
                .contains("users 0, the fence says 1");
    }

    @Test
    void aCopyOfAnotherMomentDoesNotHaveTheFence() {
        String before = Server.copy(live);

        assertThat(prove(fenced("20261125t0200z"), before).failed())
                .extracting(Proofs.Check::id)
                .contains("fence", "counts", "sums");
    }

    @Test
    void aSnapshotWithoutAFenceIsNotProved() {
        fenced("20261125t0200z");
        Snapshot unfenced =
                Stock.with(
                        Stock.nightly("2026-11-25"),
                        Tags.RUN,
                        "run-20261125t0200z",
                        Tags.FENCED_AT,
                        "none");

        assertThat(prove(unfenced, Server.copy(live)).failed())
                .extracting(Proofs.Check::found)
                .containsExactly("the snapshot was taken without a fence");
    }

    @Test
    void withAnotherKeyTheFieldsDoNotOpen() {
        Snapshot snapshot = fenced("20261125t0200z");
        ProofSuite otherKey =
                new ProofSuite(
                        (_, _) -> Server.sql(live),
                        cipher("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="));

        assertThat(otherKey.prove(snapshot, Server.sql(Server.copy(live))).failed())
                .extracting(Proofs.Check::id)
                .containsExactly("encryption");
    }

    @Test
    void eachNightIsALinkAndAnEarlierRowIsHeldByItsOwnNight() {
        fenced("20261123t0200z");
        Server.execute(live, "UPDATE backup_fences SET fenced_at = now() - INTERVAL '30 minutes'");
        Server.execute(
                live,
                "UPDATE backup_fences AS fence SET head_hash = ("
                        + Chain.link("fence.slot", "fence.fenced_at")
                        + ")");
        String payment = payments.pay("20 minutes");
        fenced("20261124t0200z");
        Snapshot newest = fenced("20261125t0200z");
        String copy = Server.copy(live);

        assertThat(prove(newest, copy).failed()).isEmpty();
        Server.execute(
                copy,
                "UPDATE audit_log SET action = 'transaction.created ' WHERE id = '"
                        + payment
                        + "'");
        assertThat(prove(newest, copy).failed())
                .filteredOn(each -> each.id().equals("chain"))
                .extracting(Proofs.Check::found)
                .containsExactly("1 of the last 3 links broken");
    }

    @Test
    void theSameRunHasOneFenceHoweverOftenItIsWritten() {
        SnapshotOrder order = order("20261125t0200z", Kind.NIGHTLY);
        Instant first = fences.write(order, FRESH);

        assertThat(fences.write(order, FRESH)).isEqualTo(first);
        assertThat(rows("SELECT run_id FROM backup_fences")).hasSize(1);
    }

    @Test
    void aFenceThatIsNoLongerFreshIsWrittenAnewAndIsUnproved() {
        SnapshotOrder order = order("pre-deploy", Kind.PRE_DEPLOY);
        fences.write(order, FRESH);
        Server.execute(
                live,
                "UPDATE backup_fences SET fenced_at = now() - INTERVAL '25 hours',"
                        + " verified_at = now()");

        assertThat(fences.write(order, FRESH)).isAfter(Instant.now().minusSeconds(60));
        assertThat(rows("SELECT run_id FROM backup_fences WHERE verified_at IS NOT NULL"))
                .isEmpty();
    }

    @Test
    void theDatabaseIsToldOnceThatABackupWasProved() {
        SnapshotOrder order = order("20261125t0200z", Kind.NIGHTLY);
        fences.write(order, FRESH);

        fences.markVerified(Stock.DATABASE, order.run());
        List<String> first = rows("SELECT CAST(verified_at AS text) FROM backup_fences");
        fences.markVerified(Stock.DATABASE, order.run());

        assertThat(first.getFirst()).isNotEmpty();
        assertThat(rows("SELECT CAST(verified_at AS text) FROM backup_fences")).isEqualTo(first);
    }

    @Test
    void aDatabaseThatIsAwayIsNoProofAndNoFence() {
        live = "not_there";

        assertThatThrownBy(() -> fences.write(order("20261125t0200z", Kind.NIGHTLY), FRESH))
                .isInstanceOf(Fences.FenceException.class);
        assertThatThrownBy(
                        () -> suite(unreachable()).prove(Stock.nightly("2026-11-25"), restored()))
                .isInstanceOf(Proofs.UnansweredException.class);
    }

    private static Sql unreachable() {
        return SqlPaths.network("jdbc:postgresql://127.0.0.1:1/drop?connectTimeout=2", "a", "b");
    }

    private static Clone restored() {
        return Stock.cloneOf(
                Stock.nightly("2026-11-25"),
                Instant.now(),
                Stock.shape(Clone.Status.AVAILABLE, Optional.empty(), true, true));
    }

    private List<String> rows(String query) {
        return Server.sql(live).texts(query, Map.of());
    }

    private Snapshot fenced(String slot) {
        Instant fencedAt = fences.write(order(slot, Kind.NIGHTLY), FRESH);
        return Stock.with(
                Stock.nightly("2026-11-25"),
                Tags.RUN,
                "run-" + slot,
                Tags.FENCED_AT,
                fencedAt.toString());
    }

    private static SnapshotOrder order(String slot, Kind kind) {
        return new SnapshotOrder(
                "id",
                Stock.DATABASE,
                kind,
                slot,
                "run-" + slot,
                Optional.empty(),
                Optional.empty(),
                Instant.now());
    }

    private static Proofs.Proof prove(Snapshot snapshot, String copy) {
        return suite(Server.sql(copy)).prove(snapshot, restored());
    }

    private static ProofSuite suite(Sql sql) {
        return new ProofSuite((_, _) -> sql, CIPHER);
    }

    private static FieldCipher cipher(String key) {
        return FieldCipher.from(
                Secrets.from(
                        Environment.of(Map.of("ENCRYPTION_KEY", key)), InstantSource.system()));
    }
}
