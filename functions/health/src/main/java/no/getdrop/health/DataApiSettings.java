package no.getdrop.health;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import java.util.Optional;

/// How the database is asked beside the pooled path: through the RDS Data API.
///
/// @param clusterArn the Aurora cluster
/// @param secretArn the secret with the role to ask as
/// @param database name of the database
record DataApiSettings(String clusterArn, String secretArn, String database) {
    private static final String CLUSTER = "DATABASE_CLUSTER_ARN";
    private static final String SECRET = "DATABASE_SECRET_ARN";

    /// Reads both names; empty when neither is set.
    ///
    /// @throws SettingException when one is set without the other, or is no ARN
    static Optional<DataApiSettings> from(Environment environment, String database) {
        Optional<String> cluster = arn(environment, CLUSTER, "the Aurora cluster's ARN");
        Optional<String> secret = arn(environment, SECRET, "the ARN of a secret with a role");
        if (cluster.isEmpty() && secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new DataApiSettings(
                        cluster.orElseThrow(() -> missing(CLUSTER, SECRET)),
                        secret.orElseThrow(() -> missing(SECRET, CLUSTER)),
                        database));
    }

    private static SettingException missing(String name, String other) {
        return SettingException.missing(name, "an ARN, since " + other + " is set; or neither");
    }

    private static Optional<String> arn(Environment environment, String name, String expected) {
        Optional<String> value = environment.optional(name);
        if (value.isPresent() && !value.get().startsWith("arn:")) {
            throw SettingException.wrong(name, expected, value.get());
        }
        return value;
    }
}
