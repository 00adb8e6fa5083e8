package no.getdrop.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

final class GeneratedKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"JWT_SECRET", "OPERATOR_KEY", "ENCRYPTION_KEY", "QR_SIGNING_KEY"})
    void whatCloudFormationGeneratesIsForThatKey(String field) {
        assertThat(key(Map.of(field, Keys.text(1))).field()).isEqualTo(field);
    }

    @Test
    void theKeyOfNationalIdsIsReplacedByPeople() {
        assertThat(refusal(Map.of("NATIONAL_ID_KEY", Keys.text(1))))
                .contains(
                        "it has field NATIONAL_ID_KEY", "people replace this one", "cancel-rotate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BANKID_CLIENT_SECRET | its fields are [BANKID_CLIENT_SECRET]; expected exactly"
                        + " one",
                "JWT_SECRET OPERATOR_KEY | its fields are [JWT_SECRET, OPERATOR_KEY]",
                "JWT_SECRET_PREVIOUS | its fields are [JWT_SECRET_PREVIOUS]",
                "JWT_SECRET SUMSUB_APP_TOKEN | beside JWT_SECRET it has [SUMSUB_APP_TOKEN]",
                "ENCRYPTION_KEY QR_SIGNING_KEYS_PREVIOUS | it has [QR_SIGNING_KEYS_PREVIOUS]"
            })
    void anyOtherSecretIsRefusedByItsFieldsAndNotShown(String names, String expected) {
        Map<String, String> fields = new TreeMap<>();
        Arrays.stream(names.split(" ")).forEach(name -> fields.put(name, Keys.text(1)));

        assertThat(refusal(fields)).contains(expected).doesNotContain(Keys.text(1));
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_SECRET, short, shorter than 32 characters",
        "OPERATOR_KEY, short, shorter than 32 characters",
        "ENCRYPTION_KEY, hunter2, ENCRYPTION_KEY is missing or wrong",
        "QR_SIGNING_KEY, hunter2, QR_SIGNING_KEY is missing or wrong"
    })
    void aValueThatNobodyCouldUseIsRefusedAndNotShown(String field, String value, String expected) {
        assertThat(refusal(Map.of(field, value))).contains(expected).doesNotContain("hunter2");
    }

    @Test
    void anEarlierKeyThatNobodyCouldUseIsRefusedToo() {
        Map<String, String> fields =
                Map.of(
                        "ENCRYPTION_KEY",
                        Keys.text(2),
                        "ENCRYPTION_KEY_ID",
                        "2",
                        "ENCRYPTION_KEYS_PREVIOUS",
                        "1:hunter2");

        assertThat(refusal(fields))
                .contains("ENCRYPTION_KEYS_PREVIOUS is missing or wrong")
                .doesNotContain("hunter2");
    }

    @Test
    void aKeyWithOneBeforeItKeepsJustThat() {
        GeneratedKey key = key(Map.of("JWT_SECRET", Keys.text(1)));
        Map<String, String> second =
                key.rotatedTo(Keys.text(2), Map.of("JWT_SECRET", Keys.text(1)));
        Map<String, String> third = key.rotatedTo(Keys.text(3), second);

        assertThat(second)
                .isEqualTo(Map.of("JWT_SECRET", Keys.text(2), "JWT_SECRET_PREVIOUS", Keys.text(1)));
        assertThat(third)
                .isEqualTo(Map.of("JWT_SECRET", Keys.text(3), "JWT_SECRET_PREVIOUS", Keys.text(2)));
        assertThat(key.succeeds(third, second)).isTrue();
        assertThat(key.succeeds(third, Map.of("JWT_SECRET", Keys.text(1)))).isFalse();
        assertThat(key.succeeds(second, second)).isFalse();
        assertThat(key.succeeds(Map.of("JWT_SECRET", Keys.text(3)), second)).isFalse();
    }

    @Test
    void aKeyWithANumberKeepsAll() {
        Map<String, String> first = Map.of("ENCRYPTION_KEY", Keys.text(1));
        GeneratedKey key = key(first);
        Map<String, String> second = key.rotatedTo(Keys.text(2), first);
        Map<String, String> third = key.rotatedTo(Keys.text(3), second);

        assertThat(third)
                .containsEntry("ENCRYPTION_KEY_ID", "3")
                .containsEntry(
                        "ENCRYPTION_KEYS_PREVIOUS",
                        "1:%s,2:%s".formatted(Keys.text(1), Keys.text(2)));
        assertThat(key.succeeds(third, second)).isTrue();
        Map<String, String> lossy = new TreeMap<>(third);
        lossy.put("ENCRYPTION_KEYS_PREVIOUS", "2:" + Keys.text(2));
        assertThat(key.succeeds(lossy, second)).as("the first one is gone").isFalse();
        Map<String, String> renumbered = new TreeMap<>(third);
        renumbered.put(
                "ENCRYPTION_KEYS_PREVIOUS", "2:%s,1:%s".formatted(Keys.text(1), Keys.text(2)));
        assertThat(key.succeeds(renumbered, second)).isFalse();
        Map<String, String> again = new TreeMap<>(third);
        again.put("ENCRYPTION_KEY", Keys.text(1));
        assertThat(key.succeeds(again, second)).as("an old key anew").isFalse();
        assertThat(key.succeeds(second, second)).isFalse();
    }

    @Test
    void onlyAKeyWithOneBeforeItCanLoseOne() {
        Map<String, String> first = Map.of("JWT_SECRET", Keys.text(1));
        GeneratedKey tokens = key(first);
        GeneratedKey rows = key(Map.of("ENCRYPTION_KEY", Keys.text(1)));

        assertThat(tokens.losesAfter(first)).isEmpty();
        assertThat(tokens.losesAfter(tokens.rotatedTo(Keys.text(2), first))).isPresent();
        assertThat(rows.losesAfter(Map.of())).isEqualTo(Optional.empty());
    }

    private static GeneratedKey key(Map<String, String> fields) {
        return switch (GeneratedKey.in(fields)) {
            case GeneratedKey.Found.Key(GeneratedKey key) -> key;
            case GeneratedKey.Found.None(Refusal refusal) ->
                    throw new AssertionError(refusal.text());
        };
    }

    private static String refusal(Map<String, String> fields) {
        return switch (GeneratedKey.in(fields)) {
            case GeneratedKey.Found.Key(GeneratedKey key) ->
                    throw new AssertionError("it is for " + key.field());
            case GeneratedKey.Found.None(Refusal refusal) -> refusal.text();
        };
    }
}
