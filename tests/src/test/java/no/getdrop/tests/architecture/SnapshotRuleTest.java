package no.getdrop.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
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

import javax.crypto.KeyGenerator;

/// Nothing unique, secret, time-bound or connected is made before the snapshot.
@SuppressWarnings({
    "unused",
    "UnusedVariable",
    "UnusedMethod",
    "TimeInStaticInitializer",
    "AddressSelection"
})
final class SnapshotRuleTest {
    /// What the rule finds and is right all the same, with the reason.
    private static final Map<String, String> ALLOWED =
            Map.of(
                    "no.getdrop.database.DatabaseSettings.password holds no.getdrop.runtime.Secret",
                    "from a development address; a deployed DATABASE_URL names a user alone",
                    "no.getdrop.database.Connector.open holds java.sql.Connection",
                    "empty in a snapshot: all are closed before, and awaited (RestoreIT)",
                    "no.getdrop.runtime.OutboundHttp.client holds java.net.http.HttpClient",
                    "let go by its own hook before a snapshot (OutboundHttpTest)",
                    "no.getdrop.health.HealthHandler.<init> calls java.lang.System.nanoTime",
                    "read again by its hook after a restore (HealthHandlerIT)");

    @Test
    void nothingThatIsDeployedPutsIntoASnapshotWhatMustNotBeThere() {
        Set<String> found = new HashSet<>(SnapshotRule.violations(ArchitectureTest.DEPLOYED));
        assertThat(found).as("each exception is still needed").containsAll(ALLOWED.keySet());
        found.removeAll(ALLOWED.keySet());
        assertThat(found).isEmpty();
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
}
