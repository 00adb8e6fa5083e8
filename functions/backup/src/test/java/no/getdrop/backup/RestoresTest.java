package no.getdrop.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Stock;
import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.FakeCloud;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class RestoresTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Snapshot PROVED = Stock.verified("2026-11-25");

    private final FakeCloud cloud = new FakeCloud(NOW);
    private final Restores restores = new Restores(TestSettings.settings(), cloud);

    @BeforeEach
    void putSnapshot() {
        cloud.put(PROVED);
    }

    @Test
    void aConfirmedRestoreMakesANewDatabaseOnce() {
        Answer.Restoring first = restores.snapshot(confirmed(PROVED.id(), "drop-restored"));
        Answer.Restoring second = restores.snapshot(confirmed(PROVED.id(), "drop-restored"));

        assertThat(first.status()).isEqualTo("restoring");
        assertThat(first.verdict()).isEqualTo("verified");
        assertThat(second.status()).isEqualTo("restoring already");
        assertThat(cloud.clones.get("drop-restored"))
                .satisfies(restored -> {
                    assertThat(restored.purpose()).contains(Clone.Purpose.RESTORE);
                    assertThat(restored.isOwnedBy(Stock.OWNER)).isTrue();
                });
    }

    @Test
    void withoutTheNameOnceMoreNothingHappens() {
        for (Optional<String> confirm : List.of(Optional.<String>empty(), Optional.of("yes"))) {
            assertThatThrownBy(() ->
                            restores.snapshot(
                                    new Request.Restore(PROVED.id(), "drop-restored", confirm)))
                    .isInstanceOf(BackupRefusedException.class)
                    .hasMessageContaining("send field 'confirm' with the value 'drop-restored'");
        }
        assertThat(cloud.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop-production",
                "drop-verify-mine",
                "Drop",
                "drop--restored",
                "drop-restored-",
                "1drop",
                "d;drop"
            })
    void aNameThatIsTakenOrNoneIsRefused(String target) {
        assertThatThrownBy(() -> restores.snapshot(confirmed(PROVED.id(), target)))
                .isInstanceOf(BackupRefusedException.class)
                .hasMessageContaining("field 'target' is '" + target + "', expected");
        assertThat(cloud.calls).isEmpty();
    }

    @Test
    void anotherDatabaseOfThatNameIsNotTouched() {
        restores.snapshot(confirmed(PROVED.id(), "drop-restored"));
        Snapshot other = Stock.verified("2026-11-24");
        cloud.put(other);

        assertThatThrownBy(() -> restores.snapshot(confirmed(other.id(), "drop-restored")))
                .isInstanceOf(BackupRefusedException.class)
                .hasMessageContaining("there is a database 'drop-restored' already");
    }

    @Test
    void whatIsNotThereOrNotReadyIsRefused() {
        Snapshot creating = Stock.in(Snapshot.Status.CREATING, Stock.verified("2026-11-24"));
        cloud.put(creating);

        assertThatThrownBy(() -> restores.snapshot(confirmed("none", "drop-restored")))
                .hasMessageContaining("there is no snapshot 'none'");
        assertThatThrownBy(() -> restores.snapshot(confirmed(creating.id(), "drop-restored")))
                .hasMessageContaining("is CREATING, not available");
    }

    @Test
    void whatWasNotProvedIsRestoredAndSaidSo() {
        Snapshot fresh = Stock.nightly("2026-11-24");
        cloud.put(fresh);

        assertThat(restores.snapshot(confirmed(fresh.id(), "drop-restored")).verdict())
                .isEqualTo("not proved");
    }

    @Test
    void aMomentWithinTheWindowIsRestored() {
        assertThat(restores.moment(moment("2026-11-25T11:03:00Z")).status()).isEqualTo("restoring");
        assertThat(cloud.calls)
                .containsExactly(
                        "restore drop-production at 2026-11-25T11:03:00Z as drop-restored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-10-31T23:59:59Z", "2026-11-25T11:57:01Z"})
    void aMomentOutsideTheWindowIsRefusedWithTheWindow(String time) {
        assertThatThrownBy(() -> restores.moment(moment(time)))
                .isInstanceOf(BackupRefusedException.class)
                .hasMessageContaining(
                        "expected a time from 2026-11-01T00:00:00Z to 2026-11-25T11:57:00Z");
        assertThat(cloud.calls).isEmpty();
    }

    @Test
    void whatRdsRefusesIsAFailure() {
        cloud.fails(CloudException.Kind.KEY);

        assertThatThrownBy(() -> restores.snapshot(confirmed(PROVED.id(), "drop-restored")))
                .isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("KEY");
    }

    private static Request.Restore confirmed(String snapshot, String target) {
        return new Request.Restore(snapshot, target, Optional.of(target));
    }

    private static Request.RestoreToTime moment(String time) {
        return new Request.RestoreToTime(
                Optional.empty(),
                Instant.parse(time),
                "drop-restored",
                Optional.of("drop-restored"));
    }
}
