package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.database.Read;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.List;
import java.util.Optional;

final class AdmissionReadIT {
    private static final Admission.Limit WIDE = new Admission.Limit("wide", "b", 100, 3600);
    private static final Admission.Limit NARROW = new Admission.Limit("narrow", "a", 2, 3600);

    /// Rows whose order is neither that of their ids nor that of their names.
    private static final Read<List<String>> THREE =
            Read.list(
                            """
                            SELECT thing.id, thing.name
                            FROM (VALUES (1, 'b'), (2, 'c'), (3, 'a'), (4, 'd')) AS thing (id, name)
                            WHERE thing.id < :below
                            ORDER BY thing.id % 2, thing.name DESC
                            """,
                            (row, context) -> row.getInt("id") + row.getString("name"))
                    .with("below", 4);

    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private Admission admission;
    private AccessTokens.Claims claims;

    @BeforeEach
    void start() {
        World world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        AccessTokens tokens = new AccessTokens(world.secrets(), clock);
        Sessions sessions = new Sessions(DATABASE.app(), tokens, new Untold(), clock);
        admission = new Admission(DATABASE.app());
        UserId user = world.user();
        claims =
                tokens.verify(
                                DATABASE.app()
                                        .transaction(handle ->
                                                sessions.open(
                                                        handle,
                                                        user,
                                                        Platform.WEB,
                                                        null,
                                                        World.ORIGIN))
                                        .accessToken())
                        .orElseThrow();
    }

    @Test
    void aCallerGetsTheRowsInTheirOrder() {
        Admission.Admitted<List<String>> admitted = admission.read(List.of(WIDE), claims, THREE);

        assertThat(admitted.data()).containsExactly("2c", "1b", "3a");
        assertThat(admitted.decision().caller().orElseThrow().userId()).isEqualTo(claims.userId());
        assertThat(admitted.decision().standing().remaining()).isEqualTo(99);
    }

    @Test
    void severalLimitsMultiplyNoRows() {
        Admission.Admitted<List<String>> admitted =
                admission.read(List.of(WIDE, NARROW), claims, THREE);

        assertThat(admitted.data()).hasSize(3);
        assertThat(admitted.decision().standing().limit()).isEqualTo(NARROW);
        assertThat(admitted.decision().standing().remaining()).isEqualTo(1);
    }

    @Test
    void aQuestionWithoutRowsIsAnsweredToo() {
        assertThat(admission.read(List.of(WIDE), claims, THREE.with("below", 0)).data()).isEmpty();
        assertThat(
                        admission
                                .read(
                                        List.of(WIDE),
                                        claims,
                                        Read.first(
                                                "SELECT 1 AS id WHERE false",
                                                (row, context) -> row.getInt("id")))
                                .data())
                .isEqualTo(Optional.empty());
    }

    @Test
    void whoHasNoLiveSessionGetsNothingAndIsCounted() {
        execute("UPDATE sessions SET revoked_at = now(), revoked_reason = 'logout'");

        Admission.Admitted<List<String>> admitted = admission.read(List.of(NARROW), claims, THREE);

        assertThat(admitted.data()).isNull();
        assertThat(admitted.decision().caller()).isEmpty();
        assertThat(admitted.decision().standing().remaining()).isEqualTo(1);
    }

    @Test
    void anothersSessionOpensNothing() {
        AccessTokens.Claims mixed =
                new AccessTokens.Claims(new UserId(Ids.next()), claims.sessionId());

        assertThat(admission.read(List.of(WIDE), mixed, THREE).data()).isNull();
    }

    /// The question itself is not asked then: a division by zero would show it.
    @Test
    void aQuestionIsNotAskedForWhoIsNotLetIn() {
        Read<List<Integer>> failing =
                Read.list(
                        "SELECT 1 / (extract(year FROM now())::integer - 1 - extract(year FROM"
                                + " now() - interval '1 year')::integer) AS id",
                        (row, context) -> row.getInt("id"));
        assertThatThrownBy(() -> admission.read(List.of(WIDE), claims, failing))
                .hasMessageContaining("division by zero");
        execute("UPDATE sessions SET revoked_at = now(), revoked_reason = 'logout'");

        assertThat(admission.read(List.of(WIDE), claims, failing).data()).isNull();
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }
}
