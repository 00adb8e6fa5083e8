package no.getdrop.audit;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.payments.Lanes;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

class ChainBlocksIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final ChainBlocks chain = new ChainBlocks(DATABASE.app(), clock);

    @Test
    void everyRowIsInOneBlockAndAllBlocksHold() throws Exception {
        try (FakeBank bank = FakeBank.start()) {
            World world = new World(DATABASE.app(), clock, bank.url());
            World.Customer customer = world.customer();
            world.payment(customer, 200_00);
            ChainBlocks.Round first = close();
            world.payment(customer, 300_00);
            world.delivery().deliverDue(new Lanes(1), 10, soon());
            ChainBlocks.Round second = close();

            assertThat(first.blocks()).isEqualTo(1);
            assertThat(first.rows() + second.rows()).isEqualTo(rows());
            assertThat(chain.standing()).isEqualTo(new ChainBlocks.Standing(2, 0));
            assertThat(verify()).isEqualTo(holds(2));
            assertThat(chain.sample(20)).isEmpty();
        }
    }

    @Test
    void withoutNewRowsNoBlockIsClosed() {
        assertThat(close()).isEqualTo(new ChainBlocks.Round(0, 0));
        entry();
        assertThat(close()).isEqualTo(new ChainBlocks.Round(1, 1));
        assertThat(close()).isEqualTo(new ChainBlocks.Round(0, 0));
        assertThat(verify()).isEqualTo(holds(1));
    }

    /// Ids and times of rows are of before the commit: a block by either would pass over this one.
    @Test
    void aTransactionThatIsLongInComingIsWaitedForAndPassedOverByNone() {
        DATABASE.owner()
                .useHandle(slow -> {
                    slow.begin();
                    entry(slow);
                    entry();
                    entry();

                    assertThat(close()).as("the slow one is older").isEqualTo(none());
                    assertThat(chain.standing().lagMs()).isNotNegative();
                    slow.commit();
                });
        assertThat(close()).isEqualTo(new ChainBlocks.Round(1, 3));
        assertThat(verify()).isEqualTo(holds(1));
    }

    @Test
    void aTransactionThatBeginsBeforeABlockAndWritesAfterItIsInTheNext() {
        DATABASE.owner()
                .useHandle(slow -> {
                    slow.begin();
                    slow.createQuery("SELECT now()").mapTo(Instant.class).one();
                    entry();
                    assertThat(close()).isEqualTo(new ChainBlocks.Round(1, 1));
                    entry(slow);
                    slow.commit();
                });
        assertThat(close()).isEqualTo(new ChainBlocks.Round(1, 1));
        assertThat(verify()).isEqualTo(holds(2));
    }

    @Test
    void aBlockIsOfBoundedSizeAndWhatIsLeftComesInTheNext() {
        for (int i = 0; i < 10; i++) {
            entry();
        }
        assertThat(chain.close(4, soon())).isEqualTo(new ChainBlocks.Round(3, 10));
        assertThat(verify()).isEqualTo(holds(3));
    }

    @Test
    void twoWorkersAtOnceForkNothingWhileRowsAreWritten() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtOnce.run(
                4,
                thread -> {
                    for (int i = 0; thread < 2 && i < 100; i++) {
                        entry();
                    }
                    while (thread >= 2 && !done.get()) {
                        chain.close(7, soon());
                        done.set(rows() == 200 && sealed() == 200);
                    }
                    return thread;
                });
        assertThat(sealed()).isEqualTo(200);
        assertThat(verify().broken()).isEmpty();
        assertThat(verify().verified()).isEqualTo(chain.standing().newest());
    }

    /// By somebody who may do anything in the database, in the second of three blocks.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_log SET details = '{\"by\":\"somebody\"}' WHERE id = 'ID'",
                "UPDATE audit_log SET user_agent = '' WHERE id = 'ID'",
                "UPDATE audit_log SET created_at = created_at - interval '1 ms' WHERE id = 'ID'",
                "DELETE FROM audit_log WHERE id = 'ID'",
                "INSERT INTO audit_log (id, action, resource_type, written_in)"
                        + " SELECT gen_random_uuid(), 'a.b', 'c', written_in FROM audit_log"
                        + " WHERE id = 'ID'",
                "UPDATE chain_blocks SET hash = sha256('x') WHERE number = 2",
                "UPDATE chain_blocks SET to_xid = to_xid - 1 WHERE number = 2",
                "DELETE FROM chain_blocks WHERE number = 2",
                "INSERT INTO chain_swept SELECT written_in, sha256('x') FROM audit_log"
                        + " WHERE id = 'ID'",
            })
    void theFirstBlockThatDoesNotHoldIsNamed(String tampering) {
        entry();
        close();
        UUID second = entry();
        close();
        entry();
        close();
        assertThat(verify()).isEqualTo(holds(3));

        DATABASE.owner().useHandle(h -> h.execute(tampering.replace("ID", second.toString())));

        assertThat(verify())
                .isEqualTo(new ChainBlocks.Verification(1, Optional.of(2L), Optional.empty()));
        assertThat(chain.sample(20)).isPresent();
    }

    @Test
    void aRowFromBeforeTheChainIsHeldByTheFirstBlock() {
        UUID old = entry();
        DATABASE.owner().useHandle(h -> h.execute("UPDATE audit_log SET written_in = NULL"));
        entry();
        assertThat(close()).isEqualTo(new ChainBlocks.Round(1, 2));
        DATABASE.owner().useHandle(h -> h.execute("DELETE FROM audit_log WHERE id = ?", old));
        assertThat(verify().broken()).contains(1L);
    }

    @Test
    void whenTimeIsUpItIsSaidWhereToGoOn() {
        entry();
        close();
        assertThat(chain.verify(1, 10, clock.instant()))
                .isEqualTo(new ChainBlocks.Verification(0, Optional.empty(), Optional.of(1L)));
    }

    private ChainBlocks.Round close() {
        return chain.close(1_000, soon());
    }

    private ChainBlocks.Verification verify() {
        return chain.verify(1, 2, soon());
    }

    private static ChainBlocks.Round none() {
        return new ChainBlocks.Round(0, 0);
    }

    private static ChainBlocks.Verification holds(long blocks) {
        return new ChainBlocks.Verification(blocks, Optional.empty(), Optional.empty());
    }

    private Instant soon() {
        return clock.instant().plusSeconds(10);
    }

    private static UUID entry() {
        return DATABASE.app().call(ChainBlocksIT::entry);
    }

    private static UUID entry(Handle handle) {
        UUID id = Ids.next();
        handle.createUpdate(
                        """
                        INSERT INTO audit_log (id, action, resource_type)
                        VALUES (:id, 'test.done', 'test')
                        """)
                .bind("id", id)
                .execute();
        return id;
    }

    private static long rows() {
        return number(
                "SELECT (SELECT count(*) FROM audit_log)"
                        + " + (SELECT count(*) FROM transaction_events)");
    }

    private static long sealed() {
        return number("SELECT coalesce(sum(row_count), 0) FROM chain_blocks");
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
