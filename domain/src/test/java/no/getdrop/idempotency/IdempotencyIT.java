package no.getdrop.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.idempotency.Idempotency.Outcome;
import no.getdrop.identity.UserId;
import no.getdrop.recipients.Corridor;
import no.getdrop.recipients.Recipient;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.List;

class IdempotencyIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private World world;
    private Idempotency idempotency;
    private UserId user;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), new HandClock(), URI.create("http://127.0.0.1:1"));
        idempotency = new Idempotency(DATABASE.app());
        user = world.user();
    }

    @Test
    void theSameRequestGetsTheStoredAnswerLetterByLetter() {
        Outcome.Answered first = (Outcome.Answered) idempotency.once(key("k", "a"), this::add);
        Outcome.Answered second = (Outcome.Answered) idempotency.once(key("k", "a"), this::add);

        assertThat(first.answer().replayed()).isFalse();
        assertThat(second.answer()).isEqualTo(new StoredAnswer(201, first.answer().body(), true));
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        idempotency.once(key("k", "a"), this::add);

        assertThat(idempotency.once(key("k", "b"), this::add)).isEqualTo(new Outcome.KeyReused());
        assertThat(
                        idempotency.once(
                                new IdempotencyKey(user, "k", "POST /v1/other", "a"), this::add))
                .isEqualTo(new Outcome.KeyReused());
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void keysOfDifferentUsersNeverMeet() {
        UserId other = world.user();
        idempotency.once(key("k", "a"), this::add);

        Outcome outcome =
                idempotency.once(new IdempotencyKey(other, "k", "POST /v1/test", "b"), this::add);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(effects()).isEqualTo(2);
    }

    @Test
    void aRefusalIsNotStoredAndMayBeTriedAgain() {
        Outcome refused = idempotency.once(key("k", "a"), handle -> StoredAnswer.fresh(404, "no"));
        Outcome done = idempotency.once(key("k", "b"), this::add);

        assertThat(refused).isEqualTo(new Outcome.Answered(StoredAnswer.fresh(404, "no")));
        assertThat(done).isInstanceOf(Outcome.Answered.class);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void workThatThrowsLeavesNeitherEffectNorKey() {
        assertThatThrownBy(() ->
                        idempotency.once(
                                key("k", "a"),
                                handle -> {
                                    add(handle);
                                    throw new IllegalStateException("in the middle");
                                }))
                .hasMessage("in the middle");

        assertThat(effects()).isZero();
        assertThat(idempotency.once(key("k", "a"), this::add)).isInstanceOf(Outcome.Answered.class);
    }

    @Test
    void aKeyThatManySendAtOnceTakesEffectOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "k" + round;
            List<Outcome> all =
                    AtOnce.run(8, thread -> idempotency.once(key(name, "a"), this::add));

            assertThat(all).allMatch(Outcome.Answered.class::isInstance);
            List<StoredAnswer> answers =
                    all.stream().map(outcome -> ((Outcome.Answered) outcome).answer()).toList();
            assertThat(answers.stream().map(StoredAnswer::body).distinct()).hasSize(1);
            assertThat(answers.stream().filter(answer -> !answer.replayed())).hasSize(1);
            assertThat(effects()).isEqualTo(round + 1);
        }
    }

    @Test
    void whoWaitsLongerThanTheLockTimeoutIsTold() {
        Outcome waited =
                DATABASE.owner()
                        .inTransaction(handle -> {
                            handle.createUpdate(
                                            """
                                            INSERT INTO idempotency_keys (user_id, idempotency_key,
                                                route, fingerprint_sha256, response_status,
                                                response_body)
                                            VALUES (:userId, 'k', 'POST /v1/test', :fingerprint,
                                                201, 'slow')
                                            """)
                                    .bind("userId", user.value())
                                    .bind("fingerprint", key("k", "a").fingerprint())
                                    .execute();
                            return idempotency.once(key("k", "a"), this::add);
                        });

        assertThat(waited).isEqualTo(new Outcome.InProgress());
        assertThat(idempotency.once(key("k", "a"), this::add))
                .isEqualTo(new Outcome.Answered(new StoredAnswer(201, "slow", true)));
        assertThat(effects()).isZero();
    }

    private IdempotencyKey key(String value, String content) {
        return new IdempotencyKey(user, value, "POST /v1/test", content);
    }

    private StoredAnswer add(Handle handle) {
        Recipient added =
                world.recipients()
                        .add(
                                handle,
                                user,
                                new Recipient.Draft(
                                        "Milica", Corridor.RS, null, World.SERBIAN_IBAN),
                                World.ORIGIN);
        return StoredAnswer.fresh(201, "{\"id\":\"" + added.id() + "\"}");
    }

    private static long effects() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery("SELECT count(*) FROM recipients")
                                .mapTo(Long.class)
                                .one());
    }
}
