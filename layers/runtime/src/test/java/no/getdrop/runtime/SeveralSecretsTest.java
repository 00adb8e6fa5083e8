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

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// `AWS_SECRET_ARN` with more than one secret.
final class SeveralSecretsTest {
    private static final String TOKENS = FakeSecretsManager.arn("drop-tokens-AbCdEf");
    private static final String ROWS = FakeSecretsManager.arn("drop-rows-GhIjKl");
    private static final String PROVIDERS = FakeSecretsManager.arn("drop-providers-MnOpQr");
    private static final String ALL = TOKENS + ", " + ROWS + "," + PROVIDERS;

    private final HandClock clock = new HandClock();
    private FakeSecretsManager manager;

    @BeforeEach
    void startManager() throws IOException {
        manager = new FakeSecretsManager();
        manager.holds(TOKENS, "{\"JWT_SECRET\":\"tokens\"}");
        manager.holds(ROWS, "{\"ENCRYPTION_KEY\":\"rows\",\"ENCRYPTION_KEY_ID\":\"2\"}");
        manager.holds(PROVIDERS, "{\"BANKID_CLIENT_SECRET\":\"\"}");
    }

    @AfterEach
    void stopManager() {
        manager.close();
    }

    @Test
    void theirFieldsAreOneSetReadInOneRoundTrip() {
        Secrets secrets = secrets(ALL, Map.of("BANKID_CLIENT_SECRET", "from-environment"));

        assertThat(reveal(secrets, "JWT_SECRET")).isEqualTo("tokens");
        assertThat(reveal(secrets, "ENCRYPTION_KEY")).isEqualTo("rows");
        assertThat(reveal(secrets, "ENCRYPTION_KEY_ID")).isEqualTo("2");
        assertThat(reveal(secrets, "BANKID_CLIENT_SECRET")).isEqualTo("from-environment");
        assertThat(manager.requested()).containsExactly(String.join(" ", TOKENS, ROWS, PROVIDERS));
    }

    @Test
    void anAnswerInPagesIsReadToItsEnd() {
        manager.pages(1);
        Secrets secrets = secrets(ALL, Map.of());

        assertThat(reveal(secrets, "JWT_SECRET")).isEqualTo("tokens");
        assertThat(reveal(secrets, "ENCRYPTION_KEY")).isEqualTo("rows");
        assertThat(manager.requested()).hasSize(3);
    }

    @Test
    void aSecretThatCannotBeReadIsToldWithItsCodeAndTheOthersDoNotServeAlone() {
        manager.fails(ROWS, "AccessDeniedException");
        Secrets secrets = secrets(ALL, Map.of());

        assertThatThrownBy(() -> reveal(secrets, "JWT_SECRET"))
                .hasMessage(
                        "secret %s cannot be read: AccessDeniedException, as the test wants"
                                .formatted(ROWS));
    }

    @Test
    void theLastSetServesWhileOneOfThemCannotBeRead() {
        Secrets secrets = secrets(ALL, Map.of());
        assertThat(reveal(secrets, "ENCRYPTION_KEY")).isEqualTo("rows");
        manager.fails(ROWS, "DecryptionFailure");
        manager.holds(TOKENS, "{\"JWT_SECRET\":\"new tokens\"}");
        secrets.forget();

        assertThat(reveal(secrets, "ENCRYPTION_KEY")).isEqualTo("rows");
        assertThat(reveal(secrets, "JWT_SECRET")).as("never parts of two sets").isEqualTo("tokens");
    }

    @Test
    void aSecretWithoutAnAnswerIsToldByName() {
        String unknown = FakeSecretsManager.arn("drop-unknown-StUvWx");

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> reveal(secrets(ALL + "," + unknown, Map.of()), "JWT_SECRET"))
                .withMessageContaining("AWS_SECRET_ARN is '[" + unknown + "]'")
                .withMessageContaining("no answer");
    }

    @Test
    void aFieldInTwoOfThemIsRefusedWithBothNamesAndWithoutItsValue() {
        manager.holds(PROVIDERS, "{\"JWT_SECRET\":\"hunter2\"}");

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> reveal(secrets(ALL, Map.of()), "ENCRYPTION_KEY"))
                .withMessageContaining("field JWT_SECRET is in secret " + TOKENS)
                .withMessageContaining(PROVIDERS)
                .withMessageNotContaining("hunter2");
    }

    @Test
    void aFieldWithoutAValueIsInNoneOfThem() {
        manager.holds(PROVIDERS, "{\"JWT_SECRET\":\" \"}");

        assertThat(reveal(secrets(ALL, Map.of()), "JWT_SECRET")).isEqualTo("tokens");
    }

    @Test
    void oneOfAnotherFormIsNamedAndNotShown() {
        manager.holds(ROWS, "[\"hunter2\"]");

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> reveal(secrets(ALL, Map.of()), "JWT_SECRET"))
                .withMessageStartingWith("AWS_SECRET_ARN is '" + ROWS + "', expected a secret")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void noValueOfAnyOfThemIsKeptAcrossASnapshot() throws Exception {
        Secrets secrets = secrets(ALL, Map.of());
        assertThat(reveal(secrets, "JWT_SECRET")).isEqualTo("tokens");

        Snapshot.before();
        manager.holds(TOKENS, "{\"JWT_SECRET\":\"after\"}");
        Snapshot.after();

        assertThat(reveal(secrets, "JWT_SECRET")).isEqualTo("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "arn:a,", "arn:a,,arn:b", "arn:a,arn:b,arn:a"})
    void aListThatNamesNothingOrOneTwiceIsRefusedAtOnce(String list) {
        assertRefused(list);
    }

    @Test
    void moreThanOneCallMayAskForAreRefusedAtOnce() {
        List<String> arns = IntStream.range(0, 21).mapToObj(i -> "arn:" + i).toList();

        assertThat(secrets(String.join(",", arns.subList(0, 20)), Map.of())).isNotNull();
        assertRefused(arns.stream().collect(Collectors.joining(",")));
    }

    private void assertRefused(String list) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> secrets(list, Map.of()))
                .withMessageStartingWith("AWS_SECRET_ARN is '" + list + "', expected the ARNs of");
    }

    private Secrets secrets(String arns, Map<String, String> variables) {
        Map<String, String> all = new java.util.HashMap<>(variables);
        all.put("AWS_SECRET_ARN", arns);
        return Secrets.from(Environment.of(all), clock);
    }

    private static String reveal(Secrets secrets, String name) {
        return secrets.get(name, "a text").reveal();
    }
}
