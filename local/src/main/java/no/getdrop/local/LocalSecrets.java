package no.getdrop.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.lambda.LocalCredentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Secrets of this machine, made once per data folder and kept in `secrets.json`, readable by its
/// owner alone. They stand in for Secrets Manager and for the caller's AWS credentials.
final class LocalSecrets {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// How the names of the providers' secrets end.
    private static final List<String> SECRET_NAMES =
            List.of("_SECRET", "_SECRET_KEY", "_APP_TOKEN", "_WEBHOOK_URL");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ACCESS_KEY_ID = "LOCAL_ACCESS_KEY_ID";
    private static final String SECRET_ACCESS_KEY = "LOCAL_SECRET_ACCESS_KEY";
    private static final String SESSION_TOKEN = "LOCAL_SESSION_TOKEN";

    private final Map<String, String> values;

    private LocalSecrets(Map<String, String> values) {
        this.values = values;
    }

    /// Reads the file and adds what it lacks.
    static LocalSecrets in(Path folder) {
        Path file = folder.resolve("secrets.json");
        try {
            Map<String, String> values = new TreeMap<>();
            if (Files.exists(file)) {
                values.putAll(
                        JSON.readValue(file.toFile(), new TypeReference<Map<String, String>>() {}));
            }
            int before = values.size();
            values.computeIfAbsent("JWT_SECRET", name -> base64(48));
            values.computeIfAbsent("ENCRYPTION_KEY", name -> base64(32));
            values.computeIfAbsent("NATIONAL_ID_KEY", name -> base64(32));
            values.computeIfAbsent("OPERATOR_KEY", name -> base64(32));
            values.computeIfAbsent("QR_SIGNING_KEY", name -> base64(32));
            values.computeIfAbsent(ACCESS_KEY_ID, name -> "LOCAL" + hex(8));
            values.computeIfAbsent(SECRET_ACCESS_KEY, name -> base64(30));
            values.computeIfAbsent(SESSION_TOKEN, name -> hex(16));
            if (values.size() > before) {
                write(file, values);
            }
            return new LocalSecrets(values);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot use %s; mend it, or begin anew with ./run reset".formatted(file), e);
        }
    }

    /// What the functions' secret holds in AWS: ours, and the clients' secrets at the providers.
    Map<String, String> functionSecrets(Map<String, String> providerVariables) {
        Map<String, String> secrets = new TreeMap<>(values);
        secrets.keySet().removeIf(name -> name.startsWith("LOCAL_"));
        providerVariables.forEach((name, value) -> {
            if (SECRET_NAMES.stream().anyMatch(name::endsWith)) {
                secrets.put(name, value);
            }
        });
        return secrets;
    }

    LocalCredentials credentials() {
        return new LocalCredentials(
                value(ACCESS_KEY_ID), value(SECRET_ACCESS_KEY), value(SESSION_TOKEN));
    }

    /// What an operator presents to see the details of `/readyz`.
    String operatorKey() {
        return value("OPERATOR_KEY");
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " is missing");
        }
        return value;
    }

    private static void write(Path file, Map<String, String> values) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh =
                Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        "secrets",
                        ".json",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), values);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(random(bytes));
    }

    private static String hex(int bytes) {
        return HexFormat.of().formatHex(random(bytes));
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }
}
