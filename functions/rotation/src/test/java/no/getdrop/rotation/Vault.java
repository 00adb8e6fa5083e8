package no.getdrop.rotation;

import java.util.Map;

/// A Secrets Manager that the tests can look into.
interface Vault extends AutoCloseable {
    /// Adds a secret that is rotated; its ARN.
    String add(Map<String, String> fields);

    /// Begins a rotation as Secrets Manager does: a pending version without a value; its token.
    String begin(String arn);

    /// What the current version holds.
    Map<String, String> current(String arn);

    /// Gives the secret another current version, as a person does.
    void put(String arn, Map<String, String> fields);

    @Override
    void close();
}
