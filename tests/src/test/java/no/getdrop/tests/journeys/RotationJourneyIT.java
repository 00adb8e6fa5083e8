package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;

import no.getdrop.local.FunctionSecrets;
import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Generated secrets are rotated by the packaged function while customers are about: each step as
/// Secrets Manager asks for it, twice, and what the old keys made stays good.
final class RotationJourneyIT {
    private static final String API = "ApiFunction";
    private static final String CACHE_SECONDS = "1";
    private static final List<String> STEPS =
            List.of("createSecret", "setSecret", "testSecret", "finishSecret");
    private static LocalHost host;
    private static Suite.Drop drop;

    @BeforeAll
    static void start() {
        Path data = Repository.ROOT.resolve("tests/target/rotation");
        Suite.delete(data);
        host =
                LocalHost.builder(Repository.ROOT)
                        .data(data)
                        .only(API)
                        .secretsManager()
                        .environment(
                                API,
                                Map.of(
                                        "PRIMING_ROUNDS",
                                        "1",
                                        "SECRETS_CACHE_SECONDS",
                                        CACHE_SECONDS))
                        .withoutSchedules()
                        .start();
        drop = new Suite.Drop(host, data);
        Suite.awaitBankId(host.url());
    }

    /// All of these come from one address.
    @BeforeEach
    void forgetHowOftenAnythingWasAsked() {
        drop.clearLimits();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void whoIsLoggedInStaysSoAndTheNextTokensHaveTheNewKey(@TempDir Path folder) throws Exception {
        Customer before = new Customer(host.url(), "test-1").login();
        String oldKey = secrets().get("JWT_SECRET");
        try (LambdaFunction rotation = rotation(folder)) {
            rotate(rotation, "JWT_SECRET");

            assertThat(secrets().get("JWT_SECRET")).isNotEqualTo(oldKey);
            assertThat(secrets().get("JWT_SECRET_PREVIOUS")).isEqualTo(oldKey);
            Customer after = new Customer(host.url(), "test-2");
            await(() -> isOf(after.login().accessToken(), secrets().get("JWT_SECRET")));
            assertThat(isOf(before.accessToken(), oldKey)).isTrue();
            assertThat(before.get("/v1/auth/me").status()).isEqualTo(200);
            assertThat(after.get("/v1/auth/me").status()).isEqualTo(200);

            String current = secrets().get("JWT_SECRET");
            assertThat(
                            step(
                                    rotation,
                                    "JWT_SECRET",
                                    secrets().beginRotation("JWT_SECRET"),
                                    "createSecret"))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            refused ->
                                    assertThat(refused.text())
                                            .contains("RotationRefusedException")
                                            .contains("the one before it is still in use"));
            assertThat(secrets().get("JWT_SECRET")).isEqualTo(current);
            assertThat(before.get("/v1/auth/me").status()).isEqualTo(200);
            assertThat(rotation.log())
                    .noneMatch(line -> line.contains(oldKey) || line.contains(current));
        }
    }

    @Test
    void accountNumbersThatTheOldKeySealedAreReadAndPaidTo(@TempDir Path folder) throws Exception {
        Customer customer = new Customer(host.url(), "test-3").login();
        Customer.Prepared order = customer.prepare("300");
        assertThat(keyOfTheNewestRecipient()).isEqualTo("1");
        try (LambdaFunction rotation = rotation(folder)) {
            rotate(rotation, "ENCRYPTION_KEY");
            rotate(rotation, "ENCRYPTION_KEY");
        }
        assertThat(secrets().get("ENCRYPTION_KEYS_PREVIOUS").split(",", -1)).hasSize(2);

        Customer other = new Customer(host.url(), "test-4").login();
        await(() -> {
            other.addRecipient();
            return keyOfTheNewestRecipient().equals("3");
        });
        customer.pay(order, Customer.newKey()).expect(201);
    }

    private static FunctionSecrets secrets() {
        return host.secretsManager();
    }

    private static LambdaFunction rotation(Path folder) {
        return Packaged.function(
                host,
                "RotationFunction",
                "no.getdrop.rotation.RotationHandler",
                Map.of(
                        "DROP_ENVIRONMENT",
                        "development",
                        "SECRETS_CACHE_SECONDS",
                        CACHE_SECONDS,
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                        secrets().url().toString()),
                folder);
    }

    /// All steps, each twice: Secrets Manager repeats one whose answer it did not hear.
    private static void rotate(LambdaFunction rotation, String key) throws Exception {
        String token = secrets().beginRotation(key);
        for (String step : STEPS) {
            for (int time = 1; time <= 2; time++) {
                assertThat(step(rotation, key, token, step))
                        .as(step)
                        .isInstanceOf(Outcome.Succeeded.class);
            }
        }
    }

    private static Outcome step(LambdaFunction rotation, String key, String token, String step)
            throws Exception {
        return rotation.invoke(
                "{\"SecretId\":\"%s\",\"ClientRequestToken\":\"%s\",\"Step\":\"%s\"}"
                        .formatted(secrets().arn(key), token, step));
    }

    private static boolean isOf(String token, String key) throws JOSEException, ParseException {
        return SignedJWT.parse(token).verify(new MACVerifier(key.getBytes(StandardCharsets.UTF_8)));
    }

    /// The number of the key that sealed it, which is its first byte.
    private static String keyOfTheNewestRecipient() {
        return drop.query(
                        """
                        SELECT get_byte(account_encrypted, 1) FROM recipients
                        ORDER BY created_at DESC, id DESC LIMIT 1
                        """)
                .getFirst();
    }

    /// The functions have a new key once their copy of the old one is a second old.
    private static void await(Callable<Boolean> condition) throws Exception {
        for (int attempt = 1; attempt <= 10; attempt++) {
            if (condition.call()) {
                return;
            }
            Thread.sleep(500);
        }
        throw new AssertionError("the new key is not used");
    }
}
