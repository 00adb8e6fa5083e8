package no.getdrop.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Rotations in the local host's Secrets Manager, and all that they refuse.
final class RotationTest extends RotationContract {
    @Override
    Vault open() {
        return new LocalVault(clock);
    }

    @ParameterizedTest
    @EnumSource
    void aSecretThatIsNotRotatedIsRefused(Step step) {
        String arn = vault().add(Map.of("JWT_SECRET", Keys.text(1)));
        String token = vault().begin(arn);
        ((LocalVault) vault()).manager().rotates(arn, false);

        assertRefused(arn, token, step, "its rotation is switched off");
    }

    @ParameterizedTest
    @EnumSource
    void aVersionThatIsNotPendingIsRefused(Step step) {
        String arn = vault().add(Map.of("JWT_SECRET", Keys.text(1)));
        String unknown = UUID.randomUUID().toString();

        assertRefused(arn, unknown, step, "version " + unknown + " has stages []");
        assertRefused(arn, unknown, step, "expected AWSPENDING");
    }

    @ParameterizedTest
    @EnumSource(names = {"TEST", "FINISH"})
    void aPendingVersionWithoutAValueIsRefused(Step step) {
        String arn = vault().add(Map.of("JWT_SECRET", Keys.text(1)));
        String token = vault().begin(arn);

        assertRefused(arn, token, step, "has no value; expected that createSecret was done");
    }

    @Test
    void aSecretOfAnotherKindIsRefusedByName() {
        String arn = vault().add(Map.of("BANKID_CLIENT_SECRET", "hunter2"));

        assertRefused(arn, vault().begin(arn), Step.CREATE, "[BANKID_CLIENT_SECRET]");
        assertThat(vault().current(arn)).containsEntry("BANKID_CLIENT_SECRET", "hunter2");
    }

    @Test
    void aFieldWithoutAValueIsAsGoodAsNone() {
        String arn = vault().add(Map.of("JWT_SECRET", Keys.text(1), "JWT_SECRET_PREVIOUS", " "));

        rotate(arn);

        assertThat(vault().current(arn)).containsEntry("JWT_SECRET_PREVIOUS", Keys.text(1));
    }

    @Test
    void aKeyThatWasPutByHandMeanwhileIsNotLost() {
        for (int steps = 1; steps <= 3; steps++) {
            String arn = vault().add(Map.of("ENCRYPTION_KEY", Keys.text(1)));
            String token = vault().begin(arn);
            List.of(Step.values()).subList(0, steps).forEach(step -> run(arn, token, step));
            Map<String, String> byHand =
                    Map.of(
                            "ENCRYPTION_KEY",
                            Keys.text(2),
                            "ENCRYPTION_KEY_ID",
                            "2",
                            "ENCRYPTION_KEYS_PREVIOUS",
                            "1:" + Keys.text(1));
            vault().put(arn, byHand);

            assertRefused(arn, token, Step.TEST, "was not made of the current one");
            assertRefused(arn, token, Step.FINISH, "--remove-from-version-id " + token);
            assertThat(vault().current(arn)).isEqualTo(byHand);
        }
    }

    /// What Secrets Manager does when a schedule is set without rotating at once.
    @Test
    void aCopyOfTheCurrentVersionPassesTheTestOfAScheduleAndIsNeverFinished() {
        Map<String, String> fields = Map.of("OPERATOR_KEY", Keys.text(1));
        String arn = vault().add(fields);
        String token = vault().begin(arn);
        try (RotatedSecret secret = RotatedSecret.open(arn)) {
            assertThat(secret.put(token, fields)).isTrue();
        }

        run(arn, token, Step.TEST);
        assertRefused(arn, token, Step.FINISH, "was not made of the current one");
    }

    @Test
    void aKeyWithOneBeforeItIsNotRotatedWhileThatOneIsInUse() {
        String arn = vault().add(Map.of("JWT_SECRET", Keys.text(1)));
        rotate(arn);
        Map<String, String> second = vault().current(arn);
        clock.advance(Duration.ofMinutes(20).minusSeconds(1));
        String token = vault().begin(arn);

        assertRefused(arn, token, Step.CREATE, "the one before it is still in use");
        assertThat(vault().current(arn)).isEqualTo(second);

        clock.advance(Duration.ofSeconds(1));
        run(arn, token, Step.CREATE);
        run(arn, token, Step.FINISH);
        assertThat(vault().current(arn))
                .containsEntry("JWT_SECRET_PREVIOUS", second.get("JWT_SECRET"));
    }

    @Test
    void afterTheLastNumberTheRotationIsRefused() {
        String arn =
                vault().add(Map.of("ENCRYPTION_KEY", Keys.text(1), "ENCRYPTION_KEY_ID", "127"));

        assertRefused(
                arn, vault().begin(arn), Step.CREATE, "numbers of ENCRYPTION_KEY are used up");
    }

    @Test
    void moreThanASecretMayHoldIsRefused() {
        List<String> earlier = new ArrayList<>();
        for (int id = 1; id <= 960; id++) {
            earlier.add(id + ":" + Keys.text(id));
        }
        String arn =
                vault().add(
                                Map.of(
                                        "QR_SIGNING_KEY",
                                        Keys.text(961),
                                        "QR_SIGNING_KEY_ID",
                                        "961",
                                        "QR_SIGNING_KEYS_PREVIOUS",
                                        String.join(",", earlier)));

        assertRefused(arn, vault().begin(arn), Step.CREATE, "expected at most 65536 characters");
    }

    @Test
    void ofManyWhoMakeThePendingVersionAtOnceOneDoes() throws Exception {
        String arn = vault().add(Map.of("ENCRYPTION_KEY", Keys.text(1)));
        String token = vault().begin(arn);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> run(arn, token, Step.CREATE)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        run(arn, token, Step.TEST);
        run(arn, token, Step.FINISH);

        assertThat(vault().current(arn))
                .containsEntry("ENCRYPTION_KEY_ID", "2")
                .containsEntry("ENCRYPTION_KEYS_PREVIOUS", "1:" + Keys.text(1));
    }

    @Test
    void noValueIsLogged() {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        List<String> values = new ArrayList<>();
        try {
            for (GeneratedKey key : GeneratedKey.ALL) {
                String arn = vault().add(Map.of(key.field(), Keys.text(1)));
                rotate(arn);
                clock.advance(Duration.ofDays(90));
                rotate(arn);
                vault().current(arn).values().stream()
                        .flatMap(value -> List.of(value.split("[:,]", -1)).stream())
                        .filter(value -> value.length() > 5)
                        .forEach(values::add);
            }
        } finally {
            System.setOut(out);
        }

        assertThat(values).hasSizeGreaterThan(8);
        assertThat(captured.toString(StandardCharsets.UTF_8))
                .contains("finishSecret")
                .doesNotContain(values);
    }

    private void assertRefused(String arn, String token, Step step, String reason) {
        assertThatExceptionOfType(RotationRefusedException.class)
                .isThrownBy(() -> run(arn, token, step))
                .withMessageStartingWith(
                        "secret %s is not rotated, step %s: ".formatted(arn, step.word()))
                .withMessageContaining(reason)
                .withMessageContaining("expected")
                .withMessageNotContaining(Keys.text(1))
                .withMessageNotContaining("hunter2");
    }
}
