package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class SecretsTest {
    private final HandClock clock = new HandClock();
    private FakeSecretsManager manager;

    @BeforeEach
    void startManager() throws IOException {
        manager = new FakeSecretsManager();
    }

    @AfterEach
    void stopManager() {
        manager.close();
    }

    @Test
    void withoutAnArnTheEnvironmentHoldsThem() {
        Secrets secrets =
                Secrets.from(Environment.of(Map.of("JWT_SECRET", "from-environment")), clock);

        assertThat(secrets.get("JWT_SECRET", "text").reveal()).isEqualTo("from-environment");
        assertThat(secrets.find("ENCRYPTION_KEY")).isEmpty();
        assertThat(manager.requested()).isEmpty();
    }

    @Test
    void withAnArnSecretsManagerHoldsThemAndTheEnvironmentWhatItLacks() {
        manager.holds("{\"JWT_SECRET\":\"from-manager\",\"BLANK\":\" \",\"NUMBER\":7}");
        Secrets secrets =
                secrets(Map.of("JWT_SECRET", "from-environment", "OTHER", "o", "BLANK", "b"));

        assertThat(secrets.get("JWT_SECRET", "text").reveal()).isEqualTo("from-manager");
        assertThat(secrets.get("NUMBER", "text").reveal()).isEqualTo("7");
        assertThat(secrets.get("OTHER", "text").reveal()).isEqualTo("o");
        assertThat(secrets.get("BLANK", "text").reveal()).isEqualTo("b");
        assertThat(manager.requested()).containsExactly(FakeSecretsManager.ARN);
    }

    @Test
    void nothingIsReadBeforeTheFirstUse() {
        secrets(Map.of());

        assertThat(manager.requested()).isEmpty();
    }

    @Test
    void anAnswerServesForFiveMinutesUnlessSetOtherwise() {
        manager.holds("{\"JWT_SECRET\":\"old\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("old");
        manager.holds("{\"JWT_SECRET\":\"new\"}");

        clock.advance(Duration.ofSeconds(299));
        assertThat(reveal(secrets)).isEqualTo("old");
        clock.advance(Duration.ofSeconds(1));
        assertThat(reveal(secrets)).isEqualTo("new");
        assertThat(manager.requested()).hasSize(2);
    }

    @Test
    void theCachesTimeIsASetting() {
        manager.holds("{\"JWT_SECRET\":\"old\"}");
        Secrets secrets = secrets(Map.of("SECRETS_CACHE_SECONDS", "60"));
        assertThat(reveal(secrets)).isEqualTo("old");
        manager.holds("{\"JWT_SECRET\":\"new\"}");

        clock.advance(Duration.ofSeconds(59));
        assertThat(reveal(secrets)).isEqualTo("old");
        clock.advance(Duration.ofSeconds(1));
        assertThat(reveal(secrets)).isEqualTo("new");
    }

    @Test
    void aWrongCacheTimeIsRefusedAtOnce() {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> secrets(Map.of("SECRETS_CACHE_SECONDS", "-1")))
                .withMessageStartingWith(
                        "SECRETS_CACHE_SECONDS is '-1', expected a whole number from 0 to 86400");
    }

    @Test
    void whatIsForgottenIsReadAgain() {
        manager.holds("{\"JWT_SECRET\":\"old\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("old");
        manager.holds("{\"JWT_SECRET\":\"new\"}");

        secrets.forget();

        assertThat(reveal(secrets)).isEqualTo("new");
    }

    @Test
    void theLastAnswerServesWhileTheManagerFailsAndItIsNotAskedEveryTime() {
        manager.holds("{\"JWT_SECRET\":\"last\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("last");
        manager.fails("DecryptionFailure");

        clock.advance(Duration.ofMinutes(6));
        for (int i = 0; i < 20; i++) {
            assertThat(reveal(secrets)).isEqualTo("last");
        }
        assertThat(manager.requested()).hasSize(2);

        manager.holds("{\"JWT_SECRET\":\"new\"}");
        clock.advance(Duration.ofSeconds(10));
        assertThat(reveal(secrets)).isEqualTo("new");
    }

    @Test
    void theirAgeCountsFromTheLastReadThatSucceeded() {
        manager.holds("{\"JWT_SECRET\":\"last\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(secrets.age()).isEmpty();
        assertThat(secrets.lifetime()).isEqualTo(Duration.ofMinutes(5));
        reveal(secrets);
        assertThat(secrets.age()).hasValue(Duration.ZERO);
        manager.fails("DecryptionFailure");

        clock.advance(Duration.ofMinutes(6));
        reveal(secrets);
        assertThat(secrets.age()).hasValue(Duration.ofMinutes(6));

        manager.holds("{\"JWT_SECRET\":\"new\"}");
        clock.advance(Duration.ofSeconds(10));
        reveal(secrets);
        assertThat(secrets.age()).hasValue(Duration.ZERO);
    }

    @Test
    void theLastAnswerServesWhileTheManagerIsDownEvenOnceForgotten() {
        manager.holds("{\"JWT_SECRET\":\"last\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("last");
        manager.stop();

        secrets.forget();
        long started = System.nanoTime();
        assertThat(reveal(secrets)).isEqualTo("last");

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aBrokenNewSecretDoesNotReplaceAGoodOne() {
        manager.holds("{\"JWT_SECRET\":\"last\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("last");
        manager.holds("{\"JWT_SECRET\":");

        secrets.forget();

        assertThat(reveal(secrets)).isEqualTo("last");
    }

    @Test
    void withoutAnyAnswerTheManagersRefusalIsTold() {
        manager.fails("ResourceNotFoundException");
        Secrets secrets = secrets(Map.of());

        assertThatThrownBy(() -> reveal(secrets)).isInstanceOf(ResourceNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{\"JWT_SECRET\": hunter2}",
                "[\"hunter2\"]",
                "{\"JWT_SECRET\":{\"value\":\"hunter2\"}}",
                "{\"JWT_SECRET\":\"hunter2\",\"JWT_SECRET\":\"hunter2\"}",
                "{\"JWT_SECRET\":\"hunter2\"",
                "{\"JWT_SECRET\":null,\"OTHER\":\"hunter2\"}",
                "null"
            })
    void aSecretOfAnotherFormIsRefusedWithoutShowingIt(String text) {
        manager.holds(text);
        Secrets secrets = secrets(Map.of());

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> reveal(secrets))
                .withMessageStartingWith(
                        "AWS_SECRET_ARN is '" + FakeSecretsManager.ARN + "', expected")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("hunter2"));
    }

    @Test
    void aBinarySecretIsRefused() {
        manager.holdsBinary();

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> reveal(secrets(Map.of())))
                .withMessageContaining("a JSON object of texts");
    }

    @Test
    void aMissingSecretIsNamedAndNoOtherValueIsShown() {
        manager.holds("{\"JWT_SECRET\":\"hunter2\"}");
        Secrets secrets = secrets(Map.of("ENCRYPTION_KEY", "hunter3"));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> secrets.get("BANKID_CLIENT_SECRET", "what BankID gave us"))
                .withMessage(
                        "BANKID_CLIENT_SECRET is missing or wrong, expected what BankID gave us; "
                                + "set it in a secret that AWS_SECRET_ARN names, "
                                + "or without one in the environment of ./run")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("hunter"));
    }

    @Test
    void nothingIsKeptAcrossASnapshot() throws Exception {
        manager.holds("{\"JWT_SECRET\":\"before\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("before");

        Snapshot.before();
        manager.fails("DecryptionFailure");
        Snapshot.after();

        assertThatThrownBy(() -> reveal(secrets)).hasMessageContaining("as the test wants");
        manager.holds("{\"JWT_SECRET\":\"after\"}");
        assertThat(reveal(secrets)).isEqualTo("after");
    }

    @Test
    void whatNobodyReadIsReadOnceBeforeASnapshotAndNotKept() throws Exception {
        Deque<String> values = new ArrayDeque<>(List.of("before", "after"));
        Secrets secrets =
                new Secrets(
                        Environment.of(Map.of()),
                        () -> Map.of("JWT_SECRET", values.removeFirst()),
                        clock);

        Snapshot.before();
        assertThat(values).containsExactly("after");
        Snapshot.after();

        assertThat(secrets.age()).isEmpty();
        assertThat(reveal(secrets)).isEqualTo("after");
    }

    @Test
    void aSnapshotIsTakenWithoutSecretsManager() throws Exception {
        manager.fails("DecryptionFailure");
        Secrets secrets = secrets(Map.of());

        Snapshot.before();
        manager.holds("{\"JWT_SECRET\":\"after\"}");
        Snapshot.after();

        assertThat(reveal(secrets)).isEqualTo("after");
    }

    @Test
    void whatIsNotExplainedIsLookedForOnceInFiveSecondsForEachName() {
        manager.holds("{\"JWT_SECRET\":\"old\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("old");
        manager.holds("{\"JWT_SECRET\":\"new\"}");

        assertThat(secrets.renew("JWT_SECRET")).isTrue();
        assertThat(reveal(secrets)).isEqualTo("new");
        for (int i = 0; i < 100; i++) {
            assertThat(secrets.renew("JWT_SECRET")).isFalse();
            assertThat(reveal(secrets)).isEqualTo("new");
        }
        assertThat(manager.requested()).hasSize(2);

        assertThat(secrets.renew("ENCRYPTION_KEY")).as("of another name").isTrue();
        assertThat(reveal(secrets)).isEqualTo("new");
        clock.advance(Duration.ofMillis(4_999));
        assertThat(secrets.renew("JWT_SECRET")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(secrets.renew("JWT_SECRET")).isTrue();
        assertThat(reveal(secrets)).isEqualTo("new");
        assertThat(manager.requested()).hasSize(4);
    }

    @Test
    void aLookThatFailsLeavesTheLastAnswerInUse() {
        manager.holds("{\"JWT_SECRET\":\"last\"}");
        Secrets secrets = secrets(Map.of());
        assertThat(reveal(secrets)).isEqualTo("last");
        manager.fails("DecryptionFailure");

        assertThat(secrets.renew("JWT_SECRET")).isTrue();
        assertThat(reveal(secrets)).isEqualTo("last");
    }

    @Test
    void aViewStaysAsItWas() {
        manager.holds("{\"JWT_SECRET\":\"old\"}");
        Secrets secrets = secrets(Map.of("OTHER", "o"));
        Secrets.View view = secrets.view();
        manager.holds("{\"JWT_SECRET\":\"new\"}");
        secrets.forget();

        assertThat(reveal(secrets)).isEqualTo("new");
        assertThat(view.get("JWT_SECRET", "text").reveal()).isEqualTo("old");
        assertThat(view.find("OTHER")).hasValue(new Secret("o"));
    }

    @Test
    void aSecretThatAnotherVariableNamesHoldsItsOwnFieldsAlone() {
        manager.holds("{\"password\":\"owners\"}");
        Environment environment =
                Environment.of(Map.of("DATABASE_SECRET_ARN", FakeSecretsManager.ARN, "OTHER", "o"));

        Secrets secrets = Secrets.named("DATABASE_SECRET_ARN", environment, clock).orElseThrow();

        assertThat(secrets.find("password")).hasValue(new Secret("owners"));
        assertThat(secrets.find("OTHER")).isEmpty();
        assertThat(Secrets.named("DATABASE_SECRET_ARN", Environment.of(Map.of()), clock)).isEmpty();
    }

    @Test
    void textMadeOfASecretHidesIt() {
        Secret secret = new Secret("hunter2");

        assertThat(secret).hasToString("[secret]");
        assertThat("x" + secret + Map.of("k", secret)).doesNotContain("hunter2");
        assertThat(secret).isEqualTo(new Secret("hunter2")).isNotEqualTo(new Secret("hunter3"));
    }

    private Secrets secrets(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("AWS_SECRET_ARN", FakeSecretsManager.ARN);
        return Secrets.from(Environment.of(all), clock);
    }

    private static String reveal(Secrets secrets) {
        return secrets.get("JWT_SECRET", "at least 32 characters").reveal();
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
