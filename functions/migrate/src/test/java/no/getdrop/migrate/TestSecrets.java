package no.getdrop.migrate;

import no.getdrop.database.OwnerPassword;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/// Keys for tests, the same in each.
final class TestSecrets {
    private TestSecrets() {}

    static Map<String, String> variables() {
        return Map.of(
                "ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]),
                "NATIONAL_ID_KEY", Base64.getEncoder().encodeToString(new byte[32]));
    }

    static Secrets all() {
        return Secrets.from(Environment.of(variables()), InstantSource.system());
    }

    static OwnerPassword password() {
        return new OwnerPassword(all(), Environment.of(Map.of()), InstantSource.system());
    }
}
