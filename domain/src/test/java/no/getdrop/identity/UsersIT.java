package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Rotated;
import no.getdrop.testing.World;

import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class UsersIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final String KARI = "01019012345";

    private final HandClock clock = new HandClock();
    private Users users;

    @BeforeEach
    void start() {
        users = users(World.variables(NOWHERE));
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

    @Test
    void whoIsFoundUnderAnEarlierKeyHasTheCurrentHashFromThenOn() {
        UserId kari = saved(KARI, "kari@example.no");
        UserId ola = saved("02029012345", "ola@example.no");
        Users rotated = users(Rotated.variables(NOWHERE));
        assertThat(keyIds()).containsExactly(1, 1);

        assertThat(saved(rotated, KARI)).contains(kari);
        assertThat(keyIds()).containsExactly(1, 2);
        assertThat(saved(rotated, KARI)).contains(kari);
        assertThat(saved(users(Rotated.alone(NOWHERE)), KARI)).contains(kari);
        assertThat(saved(rotated, "02029012345")).contains(ola);
        assertThat(keyIds()).containsExactly(2, 2);
        UserId late = saved(rotated, "03039012345").orElseThrow();
        assertThat(keyIds()).containsExactly(2, 2, 2);
        assertThat(saved(users(Rotated.alone(NOWHERE)), "03039012345")).contains(late);
    }

    @Test
    void whoLeftIsKnownUnderEitherKey() {
        saved(KARI, "kari@example.no");
        DATABASE.owner().useHandle(handle -> handle.execute("UPDATE users SET deleted_at = now()"));

        assertThat(saved(users(Rotated.variables(NOWHERE)), KARI)).isEmpty();
        assertThat(saved(users(Rotated.alone(NOWHERE)), KARI)).isEmpty();
        assertThat(keyIds()).containsExactly(2);
    }

    @Test
    void aFunctionThatHasNotReadTheNewKeyYetFindsWhoIsUnderIt() {
        UserId kari = saved(KARI, "kari@example.no");
        Map<String, String> before = World.variables(NOWHERE);
        Map<String, String> after = Rotated.variables(NOWHERE);
        Secrets behind = Rotated.behind(before, after, clock);
        Users other = new Users(KeyedHash.from(behind));
        assertThat(saved(other, KARI)).contains(kari);
        assertThat(saved(users(after), KARI)).contains(kari);

        assertThat(saved(other, KARI)).contains(kari);
        assertThat(keyIds()).containsExactly(2);
    }

    @Test
    void whoeverDoesNotKnowTheKeyOfSomebodysHashAddsNobody() {
        UserId kari = saved(KARI, "kari@example.no");
        Users rotated = users(Rotated.variables(NOWHERE));
        Users alone = users(Rotated.alone(NOWHERE));
        assertRefused(alone, KARI, "the key with id 1 that hashes were made under");
        assertRefused(alone, "02029012345", "the key with id 1 that hashes were made under");
        saved(rotated, KARI);

        assertRefused(users, KARI, "the key with id 2 that hashes were made under");
        assertThat(saved(alone, KARI)).contains(kari);
        assertThat(saved(alone, "02029012345")).isPresent();
        assertThat(keyIds()).containsExactly(2, 2);
    }

    /// Forgotten customers and those of the demo data have no hash, under whichever key.
    @Test
    void whoHasNoHashKeepsNoKeyInUse() {
        withPassword("shop@example.no");

        assertThat(saved(users(Rotated.alone(NOWHERE)), KARI)).isPresent();
    }

    @Test
    void onePersonIsOneCustomerWhateverTheFunctionsKnowOfTheKeys() throws Exception {
        Map<String, String> before = World.variables(NOWHERE);
        Map<String, String> after = Rotated.variables(NOWHERE);
        for (int i = 0; i < 40; i++) {
            String person = "%011d".formatted(i);
            List<Users> functions =
                    List.of(
                            new Users(KeyedHash.from(Rotated.behind(before, after, clock))),
                            users(after),
                            new Users(KeyedHash.from(Rotated.behind(before, after, clock))),
                            users(after));
            List<Optional<UserId>> found =
                    AtOnce.run(4, function -> saved(functions.get(function), person));
            assertThat(new HashSet<>(found)).as("person %d", i).hasSize(1);
            assertThat(keyIds()).as("person %d", i).hasSize(i + 1);
        }
    }

    @Test
    void onePersonIsOneCustomerWhileTheEarlierKeyIsTakenAway() throws Exception {
        for (int i = 0; i < 40; i++) {
            String person = "%011d".formatted(i);
            List<Users> functions =
                    List.of(
                            users(Rotated.variables(NOWHERE)),
                            users(Rotated.alone(NOWHERE)),
                            users(Rotated.variables(NOWHERE)),
                            users(Rotated.alone(NOWHERE)));
            List<Optional<UserId>> found =
                    AtOnce.run(4, function -> saved(functions.get(function), person));
            assertThat(new HashSet<>(found)).as("person %d", i).hasSize(1);
        }
    }

    @Test
    void whoAuthorisesAPaymentIsTheSameUnderEitherKey() {
        UserId kari = saved(KARI, "kari@example.no");
        Users rotated = users(Rotated.variables(NOWHERE));
        assertThat(isSame(rotated, kari, KARI)).isTrue();
        assertThat(isSame(rotated, kari, "02029012345")).isFalse();
        saved(rotated, KARI);

        assertThat(isSame(rotated, kari, KARI)).isTrue();
        Secrets behind =
                Rotated.behind(World.variables(NOWHERE), Rotated.variables(NOWHERE), clock);
        assertThat(isSame(new Users(KeyedHash.from(behind)), kari, KARI)).isTrue();
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> isSame(users, kari, KARI))
                .withMessageContaining("the key with id 2");
    }

    private void assertRefused(Users function, String nationalId, String expected) {
        List<Integer> before = keyIds();
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> saved(function, nationalId))
                .withMessageStartingWith("NATIONAL_ID_KEYS_PREVIOUS is missing or wrong")
                .withMessageContaining(expected)
                .withMessageNotContaining(nationalId);
        assertThat(keyIds()).isEqualTo(before);
    }

    private boolean isSame(Users function, UserId id, String nationalId) {
        return DATABASE.app()
                .call(handle -> function.isSame(handle, id, person(nationalId, "a@example.no")));
    }

    private Users users(Map<String, String> variables) {
        return new Users(KeyedHash.from(Rotated.secrets(variables, clock)));
    }

    private static List<Integer> keyIds() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT national_id_hmac_key_id FROM users
                                        WHERE national_id_hmac IS NOT NULL
                                        ORDER BY national_id_hmac_key_id
                                        """)
                                .mapTo(Integer.class)
                                .list());
    }

    private UserId saved(String nationalId, String email) {
        return DATABASE.app()
                .call(handle -> users.save(handle, person(nationalId, email)))
                .orElseThrow();
    }

    private Optional<UserId> saved(Users function, String nationalId) {
        BankIdPerson person = person(nationalId, "a@example.no");
        return DATABASE.app().transaction(handle -> function.save(handle, person));
    }

    private BankIdPerson person(String nationalId, String email) {
        return new BankIdPerson(
                nationalId, "Kari", "Nordmann", LocalDate.of(1990, 1, 1), email, clock.instant());
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
