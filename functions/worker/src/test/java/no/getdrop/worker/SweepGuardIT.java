package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.audit.ChainBlocks;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

/// What the right to sweep does not reach, and what keeps it from sweeping.
class SweepGuardIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final Stock stock = new Stock(DATABASE);
    private final HandClock clock = new HandClock();

    @BeforeEach
    void start() {
        stock.begin();
    }

    @Test
    void whileABackupIsNotProvedNothingGoesThatItCounts() {
        stock.oldEntry();
        stock.execute(
                """
                INSERT INTO backup_fences (id, run_id, slot, schema_version, row_counts)
                VALUES (gen_random_uuid(), 'r1', '20261126t0200z', '1', '{}')
                """);

        assertThat(sweepAll().heldForBackup()).isTrue();
        assertThat(stock.oldEntries()).isEqualTo(1);

        stock.execute("UPDATE backup_fences SET verified_at = now()");
        assertThat(sweepAll().heldForBackup()).isFalse();
        assertThat(stock.oldEntries()).isZero();
    }

    @Test
    void aFenceThatCameToNothingHoldsForADay() {
        stock.oldEntry();
        stock.execute(
                """
                INSERT INTO backup_fences (id, run_id, slot, schema_version, row_counts, fenced_at)
                VALUES (gen_random_uuid(), 'r1', 'pre-deploy', '1', '{}',
                        now() - interval '24 hours 59 minutes')
                """);
        assertThat(sweepAll().heldForBackup()).isTrue();
        stock.execute("UPDATE backup_fences SET fenced_at = now() - interval '25 hours 1 minute'");
        assertThat(sweepAll().heldForBackup()).isFalse();
        assertThat(stock.oldEntries()).isZero();
    }

    @Test
    void aRowOfTheLastSevenLinksOfTheNightsStays() {
        stock.oldEntry();
        for (int night = 1; night <= 7; night++) {
            link(night, "6 years");
        }
        assertThat(sweepAll().heldForBackup()).as("the first link has all before it").isTrue();
        link(8, "1 day");
        assertThat(sweepAll().heldForBackup()).as("the second has it").isTrue();
        stock.execute("DELETE FROM backup_fences");
        for (int night = 1; night <= 8; night++) {
            link(night, (10 - night) + " days");
        }
        assertThat(sweepAll().heldForBackup()).isFalse();
        assertThat(stock.oldEntries()).isZero();
    }

    @Test
    void aFenceWaitsForASweepThatIsUnderWay() throws Exception {
        stock.oldEntry();
        String counted =
                DATABASE.owner()
                        .withHandle(sweeping -> {
                            sweeping.begin();
                            sweeping.createQuery("SELECT sweep('audit_log', 10)")
                                    .mapTo(Integer.class)
                                    .one();
                            return fencedMeanwhile(sweeping::commit);
                        });
        assertThat(counted).as("counted after the sweep").isEqualTo("0");
    }

    private String fencedMeanwhile(Runnable commit) {
        Thread fence =
                Thread.ofVirtual()
                        .start(() ->
                                stock.execute(
                                        """
                                        INSERT INTO backup_fences
                                            (id, run_id, slot, schema_version, row_counts)
                                        SELECT gen_random_uuid(), 'r1', 's', '1',
                                            jsonb_build_object('audit_log', count(*))
                                        FROM audit_log WHERE action = 'test.old'
                                        """));
        try {
            // Long enough for the fence to be waiting; too short only lets a mistake pass.
            fence.join(Duration.ofMillis(300));
            commit.run();
            fence.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return stock.text("SELECT row_counts ->> 'audit_log' FROM backup_fences");
    }

    @Test
    void whatIsSweptIsStillHeldByItsBlockAndNothingElseIs() {
        stock.oldEntry();
        ChainBlocks chain = new ChainBlocks(DATABASE.app(), clock);
        chain.close(1_000, soon());
        sweepAll();
        assertThat(stock.oldEntries()).isZero();
        assertThat(chain.verify(1, 10, soon()).broken()).isEmpty();

        stock.execute("DELETE FROM chain_swept");
        assertThat(chain.verify(1, 10, soon()).broken()).contains(1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM quotes",
                "DELETE FROM transactions",
                "DELETE FROM chain_blocks",
                "UPDATE chain_blocks SET hash = hash",
                "INSERT INTO chain_swept VALUES (1, sha256('x'))",
                "UPDATE sweeps SET done_until = now()",
                "SELECT forget_customers(now(), 10)",
                "SELECT sweep_audit_log(now(), 10)",
                "SELECT sweep_quotes(10)",
                "SELECT sweep_payment_sessions(10)",
            })
    void theApplicationCanDeleteNothingByAnotherWay(String statement) {
        assertThatThrownBy(() -> DATABASE.app().call(handle -> handle.execute(statement)))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    private void link(int night, String age) {
        stock.execute(
                """
                INSERT INTO backup_fences (id, run_id, slot, schema_version, row_counts, head_hash,
                                           fenced_at, verified_at)
                VALUES (gen_random_uuid(), 'rNIGHT', '2026110NIGHTt0200z', '1', '{}',
                        sha256('NIGHT'),
                        now() - interval 'AGE', now())
                """
                        .replace("NIGHT", Integer.toString(night))
                        .replace("AGE", age));
    }

    private Sweep.Swept sweepAll() {
        return new Sweep(DATABASE.app(), clock).run(1_000, soon());
    }

    private Instant soon() {
        return clock.instant().plusSeconds(30);
    }
}
