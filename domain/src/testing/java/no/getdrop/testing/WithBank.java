package no.getdrop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;

/// A test of what happens between Drop and a bank: PostgreSQL, the bank, and a customer who may
/// pay. The bank must have found nothing wrong with what it was sent.
public abstract class WithBank {
    /// The database, empty at the beginning of each test.
    @RegisterExtension protected static final DropDatabase DATABASE = new DropDatabase();

    /// The time, which stands still until it is set.
    protected final HandClock clock = new HandClock();

    protected FakeBank bank;
    protected World world;
    protected World.Customer customer;

    @BeforeEach
    void startBank() throws IOException {
        bank = FakeBank.start();
        world = new World(DATABASE.app(), clock, bank.url());
        customer = world.customer();
    }

    @AfterEach
    void stopBank() {
        bank.close();
        assertThat(bank.problems()).isEmpty();
    }
}
