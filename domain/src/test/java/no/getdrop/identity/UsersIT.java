package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.KeyedHash;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.LocalDate;
import java.util.UUID;

class UsersIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private Users users;

    @BeforeEach
    void start() {
        World world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        users = new Users(KeyedHash.from(world.secrets()));
    }

    @Test
    void twoPersonsOfOneEmailAreTwoCustomers() {
        UserId one = saved("01019012345", "home@example.no");
        UserId other = saved("02029012345", "home@example.no");

        assertThat(other).isNotEqualTo(one);
        assertThat(saved("01019012345", "home@example.no")).isEqualTo(one);
    }

    @Test
    void anEmailLogsOnePersonInWithAPassword() {
        withPassword("shop@example.no");
        saved("03039012345", "shop@example.no");

        assertThatThrownBy(() -> withPassword("shop@example.no"))
                .isInstanceOf(UnableToExecuteStatementException.class)
                .hasMessageContaining("users_email_with_password_uq");
    }

    private UserId saved(String nationalId, String email) {
        BankIdPerson person =
                new BankIdPerson(
                        nationalId,
                        "Kari",
                        "Nordmann",
                        LocalDate.of(1990, 1, 1),
                        email,
                        clock.instant());
        return DATABASE.app().call(handle -> users.save(handle, person)).orElseThrow();
    }

    private static void withPassword(String email) {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO users (id, email, first_name, last_name,
                                                           birth_date, password_hash)
                                        VALUES (:id, :email, 'Demo', 'Butikk', '1990-01-01',
                                                'none')
                                        """)
                                .bind("id", UUID.randomUUID())
                                .bind("email", email)
                                .execute());
    }
}
