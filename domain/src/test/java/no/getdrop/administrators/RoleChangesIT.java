package no.getdrop.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.administrators.RoleChange.Status;
import no.getdrop.administrators.RoleChanges.Outcome;
import no.getdrop.administrators.RoleChanges.Verb;
import no.getdrop.identity.User.Role;
import no.getdrop.identity.UserId;
import no.getdrop.testing.Administrators;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

class RoleChangesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private World world;
    private Administrators administrators;
    private UserId first;
    private UserId second;
    private UserId person;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), new HandClock(), URI.create("http://127.0.0.1:1"));
        administrators = new Administrators(world);
        first = administrators.next();
        second = administrators.next();
        person = world.user();
    }

    @Test
    void aProposalChangesNoRoleYet() {
        RoleChange change = proposed(person, Role.ADMIN, first);

        assertThat(change.status()).isEqualTo(Status.PROPOSED);
        assertThat(change.person()).isEqualTo(new RoleChange.Person(person, "Ola Nordmann"));
        assertThat(change.role()).isEqualTo(Role.ADMIN);
        assertThat(change.reason()).isEqualTo("a reason");
        assertThat(change.proposedBy()).isEqualTo(first);
        assertThat(Duration.between(change.proposedAt(), change.expiresAt()))
                .isEqualTo(Duration.ofDays(7));
        assertThat(change.decision()).isNull();
        assertThat(role(person)).isEqualTo("user");
        assertThat(actions()).containsExactly("role_change.proposed");
    }

    @Test
    void anotherAdministratorGivesTheRole() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();

        RoleChange approved = kept(decide(id, second, Verb.APPROVE));

        assertThat(approved.status()).isEqualTo(Status.APPROVED);
        assertThat(Objects.requireNonNull(approved.decision()).by()).isEqualTo(second);
        assertThat(role(person)).isEqualTo("admin");
        assertThat(actions()).containsExactly("role_change.proposed", "role_change.approved");
    }

    @Test
    void anotherAdministratorTakesTheRole() {
        UserId third = administrators.next();
        RoleChangeId id = proposed(third, Role.USER, first).id();
        assertThat(role(third)).isEqualTo("admin");

        kept(decide(id, second, Verb.APPROVE));

        assertThat(role(third)).isEqualTo("user");
    }

    @Test
    void whatIsRejectedChangesNoRole() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();

        assertThat(kept(decide(id, second, Verb.REJECT)).status()).isEqualTo(Status.REJECTED);

        assertThat(role(person)).isEqualTo("user");
        assertThat(decide(id, second, Verb.APPROVE)).isEqualTo(new Outcome.AlreadyDecided());
        assertThat(actions()).containsExactly("role_change.proposed", "role_change.rejected");
    }

    @Test
    void whoProposedItDoesNotDecide() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();

        assertThat(decide(id, first, Verb.APPROVE)).isEqualTo(new Outcome.OwnCase());
        assertThat(decide(id, first, Verb.REJECT)).isEqualTo(new Outcome.OwnCase());
        assertThat(role(person)).isEqualTo("user");
    }

    @Test
    void thePersonConcernedDoesNotDecide() {
        UserId third = administrators.next();
        RoleChangeId id = proposed(third, Role.USER, first).id();

        assertThat(decide(id, third, Verb.REJECT)).isEqualTo(new Outcome.OwnCase());
        assertThat(role(third)).isEqualTo("admin");
    }

    @Test
    void whoIsNoAdministratorAtThatMomentDoesNotDecide() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();
        administrators.setRole(second, "user");

        assertThat(decide(id, second, Verb.APPROVE)).isEqualTo(new Outcome.NotAdministrator());
        assertThat(role(person)).isEqualTo("user");
    }

    @Test
    void theSameDecisionAgainChangesNothing() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();
        RoleChange approved = kept(decide(id, second, Verb.APPROVE));

        assertThat(kept(decide(id, second, Verb.APPROVE))).isEqualTo(approved);
        assertThat(decide(id, second, Verb.REJECT)).isEqualTo(new Outcome.AlreadyDecided());
        assertThat(decide(id, administrators.next(), Verb.APPROVE))
                .isEqualTo(new Outcome.AlreadyDecided());
        assertThat(actions()).hasSize(2);
    }

    @Test
    void aProposalRunsOutAfterSevenDaysOfTheDatabasesClock() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();
        age("7 days - 1 minute");
        assertThat(all().getFirst().status()).isEqualTo(Status.PROPOSED);
        age("1 minute");

        assertThat(all().getFirst().status()).isEqualTo(Status.LAPSED);
        assertThat(decide(id, second, Verb.APPROVE)).isEqualTo(new Outcome.Lapsed());
        assertThat(decide(id, second, Verb.REJECT)).isEqualTo(new Outcome.Lapsed());
        assertThat(role(person)).isEqualTo("user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"role = 'user'", "deleted_at = now()"})
    void theProposalOfWhoIsNoAdministratorAnyMoreLapses(String change) {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();
        execute("UPDATE users SET " + change + " WHERE id = '" + first.value() + "'");

        assertThat(decide(id, second, Verb.APPROVE)).isEqualTo(new Outcome.Lapsed());
        assertThat(role(person)).isEqualTo("user");
    }

    @Test
    void aProposalAboutWhoHasLeftLapses() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();
        execute("UPDATE users SET deleted_at = now() WHERE id = '" + person.value() + "'");

        assertThat(decide(id, second, Verb.APPROVE)).isEqualTo(new Outcome.Lapsed());
        assertThat(propose(person, Role.ADMIN, first)).isEqualTo(new Outcome.NotFound());
    }

    @Test
    void oneProposalAboutAPersonWaitsAtATime() {
        proposed(person, Role.ADMIN, first);
        assertThat(propose(person, Role.ADMIN, second)).isEqualTo(new Outcome.AlreadyProposed());
        age("7 days");

        proposed(person, Role.ADMIN, second);

        assertThat(all())
                .extracting(RoleChange::status)
                .containsExactly(Status.PROPOSED, Status.LAPSED);
        assertThat(page(Status.LAPSED)).hasSize(1);
        assertThat(texts("SELECT status FROM role_changes ORDER BY id"))
                .containsExactly("lapsed", "proposed");
    }

    @Test
    void aMerchantStaysOne() {
        administrators.setRole(person, "merchant");

        assertThat(propose(person, Role.ADMIN, first)).isEqualTo(new Outcome.OtherRole());
        assertThat(propose(person, Role.USER, first)).isEqualTo(new Outcome.OtherRole());
        assertThat(propose(second, Role.ADMIN, first)).isEqualTo(new Outcome.OtherRole());
        assertThat(RoleChange.parseRole("merchant")).isEmpty();
    }

    @Test
    void whoBecomesAMerchantMeanwhileIsMadeNoAdministrator() {
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();
        administrators.setRole(person, "merchant");

        assertThat(decide(id, second, Verb.APPROVE)).isEqualTo(new Outcome.OtherRole());
        assertThat(role(person)).isEqualTo("merchant");
    }

    @Test
    void twoAdministratorsRemain() {
        RoleChangeId id = proposed(first, Role.USER, first).id();

        assertThat(decide(id, second, Verb.APPROVE)).isEqualTo(new Outcome.TooFewAdministrators());
        assertThat(role(first)).isEqualTo("admin");
        administrators.next();
        kept(decide(id, second, Verb.APPROVE));
        assertThat(role(first)).isEqualTo("user");
    }

    /// Three administrators, of whom two want to be none, each approved by another.
    @Test
    void twoWhoGiveTheRoleUpAtOnceAreCountedOneAfterTheOther() throws Exception {
        UserId third = administrators.next();
        RoleChangeId one = proposed(first, Role.USER, first).id();
        RoleChangeId other = proposed(second, Role.USER, second).id();

        List<Outcome> outcomes =
                AtOnce.run(
                        2,
                        index ->
                                index == 0
                                        ? decide(one, third, Verb.APPROVE)
                                        : decide(other, third, Verb.APPROVE));

        assertThat(outcomes).filteredOn(Outcome.Kept.class::isInstance).hasSize(1);
        assertThat(outcomes).contains(new Outcome.TooFewAdministrators());
        assertThat(texts("SELECT id::text FROM users WHERE role = 'admin'")).hasSize(2);
    }

    @Test
    void ofTwoWhoDecideAtOnceOneDoes() throws Exception {
        UserId third = administrators.next();
        RoleChangeId id = proposed(person, Role.ADMIN, first).id();

        List<Outcome> outcomes =
                AtOnce.run(
                        2,
                        index ->
                                index == 0
                                        ? decide(id, second, Verb.APPROVE)
                                        : decide(id, third, Verb.REJECT));

        assertThat(outcomes).filteredOn(Outcome.Kept.class::isInstance).hasSize(1);
        assertThat(outcomes).contains(new Outcome.AlreadyDecided());
    }

    @Test
    void whatNobodyProposedIsNotFound() {
        assertThat(decide(new RoleChangeId(person.value()), first, Verb.APPROVE))
                .isEqualTo(new Outcome.NotFound());
    }

    private RoleChange proposed(UserId about, Role role, UserId by) {
        return kept(propose(about, role, by));
    }

    private static RoleChange kept(Outcome outcome) {
        if (outcome instanceof Outcome.Kept(RoleChange change)) {
            return change;
        }
        throw new AssertionError(outcome);
    }

    private static Outcome propose(UserId about, Role role, UserId by) {
        return DATABASE.app()
                .transaction(handle ->
                        RoleChanges.propose(
                                handle,
                                new RoleChanges.Proposal(about, role, by, "a reason"),
                                World.ORIGIN));
    }

    private static Outcome decide(RoleChangeId id, UserId by, Verb verb) {
        return DATABASE.app()
                .transaction(handle ->
                        RoleChanges.decide(
                                handle, new RoleChanges.Decision(id, by, verb), World.ORIGIN));
    }

    private static List<RoleChange> all() {
        return page(null);
    }

    private static List<RoleChange> page(@Nullable Status status) {
        return DATABASE.app().read(RoleChanges.page(status, null, 0, 10));
    }

    private static void age(String by) {
        execute(
                """
                UPDATE role_changes SET created_at = created_at - INTERVAL '%1$s',
                    expires_at = expires_at - INTERVAL '%1$s'
                """
                        .formatted(by));
    }

    private static String role(UserId id) {
        return texts("SELECT role FROM users WHERE id = '" + id.value() + "'").getFirst();
    }

    private static List<String> actions() {
        return texts(
                "SELECT action FROM audit_log WHERE resource_type = 'role_change' ORDER BY id");
    }

    private static void execute(String sql) {
        DATABASE.app().call(handle -> handle.execute(sql));
    }

    private static List<String> texts(String sql) {
        return DATABASE.app().call(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
