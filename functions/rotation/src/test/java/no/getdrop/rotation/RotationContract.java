package no.getdrop.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Secrets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A rotation loses no key, wherever it ends and however often its steps come.
abstract class RotationContract {
    private static final String PLACE = "recipients:0198f0c2:account";

    final HandClock clock = new HandClock();
    private final RotationHandler handler = new RotationHandler(Environment.of(Map.of()), clock);
    private Vault vault;

    /// Opens the one that the rotations run in.
    abstract Vault open();

    @BeforeEach
    final void openVault() {
        vault = open();
    }

    @AfterEach
    final void closeVault() {
        vault.close();
    }

    final Vault vault() {
        return vault;
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT_SECRET", "OPERATOR_KEY"})
    void aKeyWithOneBeforeItIsFollowedByANewOne(String field) {
        String arn = vault.add(Map.of(field, Keys.text(1)));
        String before = Keys.text(1);
        for (int rotation = 0; rotation < 3; rotation++) {
            rotate(arn);
            Map<String, String> now = vault.current(arn);
            assertThat(now.keySet()).containsExactlyInAnyOrder(field, field + "_PREVIOUS");
            assertThat(now.get(field)).matches("[0-9a-f]{64}").isNotEqualTo(before);
            assertThat(now.get(field + "_PREVIOUS")).isEqualTo(before);
            before = now.get(field);
            clock.advance(Duration.ofDays(90));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTION_KEY, ENCRYPTION_KEYS_PREVIOUS",
        "QR_SIGNING_KEY, QR_SIGNING_KEYS_PREVIOUS"
    })
    void aKeyWithANumberIsFollowedByTheNextAndNoneIsLost(String field, String previousField) {
        String arn = vault.add(Map.of(field, Keys.text(1)));
        List<String> earlier = new ArrayList<>();
        for (int id = 1; id <= 4; id++) {
            earlier.add(id + ":" + vault.current(arn).get(field));
            rotate(arn);
            assertThat(vault.current(arn))
                    .containsEntry(field + "_ID", Integer.toString(id + 1))
                    .containsEntry(previousField, String.join(",", earlier));
        }
        assertThat(earlier).doesNotHaveDuplicates();
    }

    /// Ended after any number of steps, each of which may have come twice, and begun anew.
    @ParameterizedTest
    @CsvSource({
        "0, JWT_SECRET",
        "1, JWT_SECRET",
        "2, JWT_SECRET",
        "3, JWT_SECRET",
        "4, JWT_SECRET",
        "0, ENCRYPTION_KEY",
        "1, ENCRYPTION_KEY",
        "2, ENCRYPTION_KEY",
        "3, ENCRYPTION_KEY",
        "4, ENCRYPTION_KEY"
    })
    void whereverItEndsItIsFinishedByBeingRepeated(int stepsDone, String field) {
        String arn = vault.add(Map.of(field, Keys.text(1)));
        String token = vault.begin(arn);
        for (Step step : List.of(Step.values()).subList(0, stepsDone)) {
            run(arn, token, step);
            run(arn, token, step);
            boolean finished = step == Step.FINISH;
            assertThat(Keys.text(1).equals(vault.current(arn).get(field)))
                    .as("current after %s", step)
                    .isEqualTo(!finished);
        }
        Map<String, String> atTheEnd = vault.current(arn);

        for (Step step : Step.values()) {
            run(arn, token, step);
            run(arn, token, step);
        }

        Map<String, String> now = vault.current(arn);
        assertThat(now.get(field)).isNotEqualTo(Keys.text(1));
        assertThat(now.toString()).as("the key before it").contains(Keys.text(1));
        if (stepsDone == 4) {
            assertThat(now).as("not rotated twice").isEqualTo(atTheEnd);
        }
        clock.advance(Duration.ofDays(90));
        rotate(arn);
        assertThat(vault.current(arn).toString()).contains(now.get(field));
    }

    @Test
    void everyRowStaysReadableToWhoeverReadsTheSecretAtAnyMoment() {
        String arn = vault.add(Map.of("ENCRYPTION_KEY", Keys.text(1)));
        Secrets secrets =
                Secrets.from(
                        Environment.of(Map.of("AWS_SECRET_ARN", arn, "SECRETS_CACHE_SECONDS", "0")),
                        clock);
        FieldCipher cipher = FieldCipher.from(secrets);
        Map<String, byte[]> rows = new LinkedHashMap<>();
        for (int rotation = 0; rotation < 3; rotation++) {
            String token = vault.begin(arn);
            for (Step step : Step.values()) {
                String text = "rotation %d, before %s".formatted(rotation, step);
                rows.put(text, cipher.encrypt(text, PLACE));
                run(arn, token, step);
                rows.forEach((expected, row) ->
                        assertThat(cipher.decrypt(row, PLACE)).isEqualTo(expected));
            }
        }
        assertThat(rows.values().stream().map(row -> row[1]).distinct())
                .containsExactly((byte) 1, (byte) 2, (byte) 3);
    }

    final void rotate(String arn) {
        String token = vault.begin(arn);
        for (Step step : Step.values()) {
            run(arn, token, step);
        }
    }

    final void run(String arn, String token, Step step) {
        handler.handle(new RotationEvent(arn, token, step));
    }
}
