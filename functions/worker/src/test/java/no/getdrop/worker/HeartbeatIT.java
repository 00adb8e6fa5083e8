package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.DropDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class HeartbeatIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final List<String> GIVEN =
            List.of(
                    "BANKID_CLIENT_SECRET",
                    "OPEN_BANKING_CLIENT_SECRET",
                    "OPEN_BANKING_WEBHOOK_SECRET",
                    "SUMSUB_APP_TOKEN",
                    "SUMSUB_SECRET_KEY",
                    "SUMSUB_WEBHOOK_SECRET");

    private final Map<String, String> fields = new HashMap<>();

    HeartbeatIT() {
        GIVEN.forEach(name -> fields.put(name, "given by the provider"));
    }

    @Test
    void namesTheProvidersSecretsThatNobodyFilledIn() {
        assertThat(missingAfterABeat(() -> fields)).contains("{}");

        fields.put("BANKID_CLIENT_SECRET", "");
        fields.remove("SUMSUB_APP_TOKEN");
        assertThat(missingAfterABeat(() -> fields))
                .contains("{BANKID_CLIENT_SECRET,SUMSUB_APP_TOKEN}");
    }

    @Test
    void beatsAndSaysNothingOfSecretsThatItCannotRead() {
        missingAfterABeat(() -> fields);
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute("UPDATE worker_heartbeats SET beat_at = '2020-01-01'"));

        Optional<String> missing =
                missingAfterABeat(() -> {
                    throw new IllegalStateException("Secrets Manager is away");
                });

        assertThat(missing).isEmpty();
        assertThat(first("SELECT extract(year FROM beat_at)::text FROM worker_heartbeats"))
                .isNotEqualTo(Optional.of("2020"));
    }

    private static Optional<String> missingAfterABeat(Secrets.Source source) {
        Secrets secrets = new Secrets(Environment.of(Map.of()), source, InstantSource.system());
        new Heartbeat(DATABASE.app(), secrets).beat("build-7", Map.of());
        return first("SELECT missing_secrets::text FROM worker_heartbeats WHERE name = 'worker'");
    }

    private static Optional<String> first(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).findFirst());
    }
}
