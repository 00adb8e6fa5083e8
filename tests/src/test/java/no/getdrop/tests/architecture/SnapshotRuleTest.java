package no.getdrop.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Tokens;
import no.getdrop.tests.Repository;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.Socket;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import javax.crypto.KeyGenerator;
import javax.sql.DataSource;

/// Nothing unique, secret, time-bound or connected is made before the snapshot.
@SuppressWarnings({
    "unused",
    "UnusedVariable",
    "UnusedMethod",
    "TimeInStaticInitializer",
    "AddressSelection",
    "UnnecessaryLambda"
})
final class SnapshotRuleTest {
    /// What the rule finds and is right all the same, with the reason.
    private static final Map<String, String> ALLOWED =
            Map.of(
                    "no.getdrop.api.priming.LoopbackServer.connections holds java.net.Socket",
                    "closed after the rehearsal: SnapshotRuleTest"
                            + ".nothingKeepsWhatLivesForARequestOrARehearsal",
                    "no.getdrop.api.priming.RehearsalProviders.<init> calls"
                            + " java.security.SecureRandom.<init>",
                    "gone with the rehearsal: SnapshotRuleTest"
                            + ".nothingKeepsWhatLivesForARequestOrARehearsal",
                    "no.getdrop.api.priming.RehearsalProviders.<init> calls"
                            + " java.security.SecureRandom.nextInt",
                    "gone with the rehearsal: SnapshotRuleTest"
                            + ".nothingKeepsWhatLivesForARequestOrARehearsal",
                    "no.getdrop.health.Request.bearer holds no.getdrop.runtime.Secret",
                    "gone with the request: SnapshotRuleTest"
                            + ".nothingKeepsWhatLivesForARequestOrARehearsal",
                    "no.getdrop.database.DatabaseSettings.password holds no.getdrop.runtime.Secret",
                    "of a development address; a deployed one has none: DatabaseAddressTest"
                            + ".aDeployedAddressNamesItsRoleAndNoPassword",
                    "no.getdrop.database.Connector.open holds java.sql.Connection",
                    "empty in a snapshot: RestoreIT"
                            + ".noConnectionIsOpenDuringTheSnapshotAndOneIsAfterTheRestore",
                    "no.getdrop.migrate.MigratorLock.connection holds java.sql.Connection",
                    "migrate has no snapshot: TemplateTest.theDeployedFunctionsAreRead",
                    "no.getdrop.migrate.LockWatch.connection holds java.sql.Connection",
                    "migrate has no snapshot: TemplateTest.theDeployedFunctionsAreRead",
                    "no.getdrop.runtime.OutboundHttp.client holds java.net.http.HttpClient",
                    "let go by its own hook: OutboundHttpTest"
                            + ".oneConnectionServesUntilASnapshotAndANewOneAfterIt",
                    "no.getdrop.health.HealthHandler.<init> calls java.lang.System.nanoTime",
                    "read again by its hook: HealthHandlerIT.uptimeCountsFromTheRestore");

    @Test
    void nothingThatIsDeployedPutsIntoASnapshotWhatMustNotBeThere() {
        Set<String> found = new HashSet<>(SnapshotRule.violations(ArchitectureTest.DEPLOYED));
        assertThat(found).as("each exception is still needed").containsAll(ALLOWED.keySet());
        found.removeAll(ALLOWED.keySet());
        assertThat(found).isEmpty();
    }

    @Test
    void nothingKeepsWhatLivesForARequestOrARehearsal() {
        Set<String> shortLived =
                Set.of(
                        "no.getdrop.api.priming.LoopbackServer",
                        "no.getdrop.api.priming.RehearsalProviders",
                        "no.getdrop.health.Request");
        assertThat(shortLived).allMatch(ArchitectureTest.DEPLOYED::contain);
        assertThat(ArchitectureTest.DEPLOYED)
                .filteredOn(type -> !shortLived.contains(type.getName()))
                .flatMap(JavaClass::getFields)
                .filteredOn(field ->
                        field.getType().getAllInvolvedRawTypes().stream()
                                .anyMatch(type -> shortLived.contains(type.getName())))
                .isEmpty();
    }

    @Test
    void eachExceptionNamesTheTestThatPinsItsReason() {
        assertThat(ALLOWED.values())
                .allSatisfy(reason -> {
                    String[] test = reason.replaceFirst(".*: ", "").split("\\.", 2);
                    assertThat(Repository.files("/" + test[0] + ".java"))
                            .singleElement()
                            .satisfies(file ->
                                    assertThat(Repository.text(file))
                                            .contains("void " + test[1] + "("));
                });
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theRuleCatches(Class<?> fixture, String expected) {
        assertThat(SnapshotRule.violations(new ClassFileImporter().importClasses(fixture)))
                .singleElement()
                .asString()
                .endsWith(expected);
    }

    @Test
    void theRuleLeavesAloneWhatIsMadePerRequest() {
        assertThat(SnapshotRule.violations(new ClassFileImporter().importClasses(PerRequest.class)))
                .isEmpty();
    }

    static List<Object[]> fixtures() {
        Map<Class<?>, String> fixtures = new HashMap<>();
        fixtures.put(HoldsRandom.class, "random holds java.security.SecureRandom");
        fixtures.put(HoldsConnections.class, "open holds java.sql.Connection");
        fixtures.put(HoldsClient.class, "client holds java.net.http.HttpClient");
        fixtures.put(SeedsItself.class, "<init> calls java.util.Random.nextLong");
        fixtures.put(ThreadsRandom.class, "calls java.util.concurrent.ThreadLocalRandom.current");
        fixtures.put(StaticId.class, "<clinit> calls java.util.UUID.randomUUID");
        fixtures.put(HiddenId.class, "<init> calls java.util.UUID.randomUUID");
        fixtures.put(MakesKey.class, "<init> calls javax.crypto.KeyGenerator.getInstance");
        fixtures.put(StaticInstant.class, "<clinit> calls java.time.Instant.now");
        fixtures.put(ReadsClock.class, "<init> calls java.time.InstantSource.instant");
        fixtures.put(StartTime.class, "<init> calls java.lang.System.nanoTime");
        fixtures.put(Connects.class, "<init> calls java.sql.DriverManager.getConnection");
        fixtures.put(AsksPool.class, "<init> calls javax.sql.DataSource.getConnection");
        fixtures.put(HoldsSecret.class, "secret holds no.getdrop.runtime.Secret");
        fixtures.put(RevealsSecret.class, "<init> calls no.getdrop.runtime.Secret.reveal");
        fixtures.put(MakesId.class, "<init> calls no.getdrop.runtime.Ids.next");
        fixtures.put(MakesToken.class, "<init> calls no.getdrop.runtime.Tokens.next");
        fixtures.put(LazyId.class, "<init> calls java.util.UUID.randomUUID");
        fixtures.put(MakesBean.class, "bean calls java.util.UUID.randomUUID");
        fixtures.put(OpensSocket.class, "<init> calls java.net.Socket.<init>");
        return fixtures.entrySet().stream()
                .map(each -> new Object[] {each.getKey(), each.getValue()})
                .toList();
    }

    private static final class PerRequest {
        private final InstantSource clock;

        PerRequest(InstantSource clock) {
            this.clock = clock;
        }

        String token() {
            return clock.instant() + " " + UUID.randomUUID() + new SecureRandom().nextInt();
        }
    }

    private static final class HoldsRandom {
        private @Nullable SecureRandom random;
    }

    private static final class HoldsConnections {
        private Optional<List<Connection>> open = Optional.empty();
    }

    private static final class HoldsClient {
        private @Nullable HttpClient client;
    }

    private static final class SeedsItself {
        private final long seed;

        SeedsItself(Random random) {
            seed = random.nextLong();
        }
    }

    private static final class ThreadsRandom {
        private final Object random = ThreadLocalRandom.current();
    }

    private static final class StaticId {
        static final String ID = UUID.randomUUID().toString();
    }

    private static final class HiddenId {
        private final String id = made();

        private static String made() {
            return inner();
        }

        private static String inner() {
            return UUID.randomUUID().toString();
        }
    }

    private static final class MakesKey {
        private final Object keys;

        MakesKey() throws GeneralSecurityException {
            keys = KeyGenerator.getInstance("AES");
        }
    }

    private static final class StaticInstant {
        static final String STARTED = Instant.now().toString();
    }

    private static final class ReadsClock {
        private final String started;

        ReadsClock(InstantSource clock) {
            started = clock.instant().toString();
        }
    }

    private static final class StartTime {
        private final long started = System.nanoTime();
    }

    private static final class Connects {
        private final Object connection;

        Connects() throws SQLException {
            connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1/drop");
        }
    }

    private static final class OpensSocket {
        private final Object socket;

        OpensSocket() throws IOException {
            socket = new Socket("127.0.0.1", 1);
        }
    }

    private static final class AsksPool {
        private final Object connection;

        AsksPool(DataSource pool) throws SQLException {
            connection = pool.getConnection();
        }
    }

    private static final class HoldsSecret {
        private Optional<Secret> secret = Optional.empty();
    }

    private static final class RevealsSecret {
        private final String key;

        RevealsSecret(Secret secret) {
            key = secret.reveal();
        }
    }

    private static final class MakesId {
        private final UUID id = Ids.next();
    }

    private static final class MakesToken {
        private final String token = Tokens.next();
    }

    private static final class LazyId {
        private final Supplier<UUID> id = () -> UUID.randomUUID();
    }

    /// Stands for Spring's.
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Bean {}

    private static final class MakesBean {
        @Bean
        static String bean() {
            return from("x");
        }

        private static String from(String begin) {
            return begin + UUID.randomUUID();
        }
    }
}
