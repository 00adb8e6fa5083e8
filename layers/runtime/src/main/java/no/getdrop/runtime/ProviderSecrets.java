package no.getdrop.runtime;

import java.util.List;
import java.util.Set;

/// What the providers give Drop and people fill in, by the names of the fields.
public final class ProviderSecrets {
    /// Without these nobody logs in, or nobody pays.
    private static final Set<String> NEEDED =
            Set.of("BANKID_CLIENT_SECRET", "OPEN_BANKING_CLIENT_SECRET");

    private static final List<String> ALL =
            List.of(
                    "BANKID_CLIENT_SECRET",
                    "OPEN_BANKING_CLIENT_SECRET",
                    "OPEN_BANKING_WEBHOOK_SECRET",
                    "SUMSUB_APP_TOKEN",
                    "SUMSUB_SECRET_KEY",
                    "SUMSUB_WEBHOOK_SECRET");

    private ProviderSecrets() {}

    /// The names of those that these secrets lack.
    public static List<String> missing(Secrets.View secrets) {
        return ALL.stream().filter(name -> secrets.find(name).isEmpty()).toList();
    }

    /// Whether Drop is of no use while any of these is missing.
    public static boolean areNeeded(List<String> missing) {
        return missing.stream().anyMatch(NEEDED::contains);
    }
}
