package no.getdrop.local.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server's key and certificate for one host name, signed by an authority of its own; both made
/// anew by the JDK's keytool.
///
/// @param hostName the name it is for
/// @param trustStore PKCS #12 file with the authority alone, for `javax.net.ssl.trustStore`
/// @param context what the server speaks TLS with
public record ServerCertificate(String hostName, Path trustStore, SSLContext context) {
    /// Protects files that live in a build folder only; a client must be told it.
    public static final String TRUST_STORE_PASSWORD = "not-secret";

    /// Makes one.
    ///
    /// @param folder where its files are written
    public static ServerCertificate make(String hostName, Path folder) {
        try {
            Files.createDirectories(folder);
            Path keys = folder.resolve("server.p12");
            Path trusted = folder.resolve("trusted.p12");
            Files.deleteIfExists(keys);
            Files.deleteIfExists(trusted);
            pair(keys, "authority", "-dname", "CN=Drop test authority", "-ext", "bc:c");
            pair(
                    keys,
                    "server",
                    "-dname",
                    "CN=" + hostName,
                    "-ext",
                    "san=dns:" + hostName,
                    "-signer",
                    "authority");
            return of(hostName, keys, trusted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Flags that make a JVM trust it, and nothing else.
    public String trustFlags() {
        return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                .formatted(trustStore.toAbsolutePath(), TRUST_STORE_PASSWORD);
    }

    private static void pair(Path store, String alias, String... more) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-validity",
                                "30",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                TRUST_STORE_PASSWORD));
        line.addAll(List.of(more));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making a certificate", e);
        }
    }

    private static ServerCertificate of(String hostName, Path keys, Path trusted)
            throws IOException, GeneralSecurityException {
        char[] password = TRUST_STORE_PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance(keys.toFile(), password);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, password);
        authorities.setCertificateEntry("authority", store.getCertificate("authority"));
        try (OutputStream file = Files.newOutputStream(trusted)) {
            authorities.store(file, password);
        }
        store.deleteEntry("authority");
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new ServerCertificate(hostName, trusted, context);
    }
}
