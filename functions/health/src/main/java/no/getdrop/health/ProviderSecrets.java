package no.getdrop.health;

import no.getdrop.runtime.Secrets;

import java.util.List;
import java.util.stream.Stream;

/// What the providers give Drop and people fill in: which of it is not there.
///
/// @param needed without these nobody logs in, and nobody pays
/// @param optional without these something else does not work, which the missing field says
record ProviderSecrets(List<String> needed, List<String> optional) {
    private static final List<String> NEEDED =
            List.of("BANKID_CLIENT_SECRET", "OPEN_BANKING_CLIENT_SECRET");
    private static final List<String> OPTIONAL =
            List.of(
                    "OPEN_BANKING_WEBHOOK_SECRET",
                    "SUMSUB_APP_TOKEN",
                    "SUMSUB_SECRET_KEY",
                    "SUMSUB_WEBHOOK_SECRET");

    ProviderSecrets {
        needed = List.copyOf(needed);
        optional = List.copyOf(optional);
    }

    /// Those that are missing among these secrets.
    static ProviderSecrets missing(Secrets.View secrets) {
        return new ProviderSecrets(missing(NEEDED, secrets), missing(OPTIONAL, secrets));
    }

    /// Their names.
    List<String> names() {
        return Stream.concat(needed.stream(), optional.stream()).toList();
    }

    private static List<String> missing(List<String> names, Secrets.View secrets) {
        return names.stream().filter(name -> secrets.find(name).isEmpty()).toList();
    }
}
