package no.getdrop.rotation;

import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.local.secrets.SecretsManager;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The local host's own Secrets Manager.
final class LocalVault implements Vault {
    private static final List<String> PROPERTIES =
            List.of(
                    "aws.endpointUrlSecretsManager",
                    "aws.region",
                    "aws.accessKeyId",
                    "aws.secretAccessKey",
                    "aws.sessionToken");

    private final SecretsManager manager;

    LocalVault(InstantSource clock) {
        LocalCredentials credentials = new LocalCredentials("LOCALKEY", "local-secret", "session");
        manager = new SecretsManager(new IssuedCredentials(credentials), clock);
        List<String> values =
                List.of(
                        manager.url().toString(),
                        "eu-west-1",
                        credentials.accessKeyId(),
                        credentials.secretAccessKey(),
                        credentials.sessionToken());
        for (int i = 0; i < values.size(); i++) {
            System.setProperty(PROPERTIES.get(i), values.get(i));
        }
    }

    SecretsManager manager() {
        return manager;
    }

    @Override
    public String add(Map<String, String> fields) {
        String arn = manager.add("drop-test", fields);
        manager.rotates(arn, true);
        return arn;
    }

    @Override
    public String begin(String arn) {
        return manager.beginRotation(arn);
    }

    @Override
    public Map<String, String> current(String arn) {
        return manager.fields(arn);
    }

    @Override
    public void put(String arn, Map<String, String> fields) {
        manager.put(arn, fields);
    }

    @Override
    public void close() {
        manager.close();
        PROPERTIES.forEach(System::clearProperty);
    }
}
