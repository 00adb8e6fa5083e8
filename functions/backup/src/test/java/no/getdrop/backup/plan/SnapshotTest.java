package no.getdrop.backup.plan;

import static no.getdrop.backup.plan.Stock.OWNER;
import static no.getdrop.backup.plan.Stock.with;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.Map;

class SnapshotTest {
    private static final Snapshot OURS = Stock.verified("2026-11-25");

    @Test
    void oursIsWhatWeMadeUnderThatVeryName() {
        assertThat(OURS.isOwnedBy(OWNER)).isTrue();
        assertThat(OURS.isOwnedBy("drop-staging")).isFalse();
        assertThat(Stock.snapshot("people-1", Instant.EPOCH, Map.of()).isOwnedBy(OWNER)).isFalse();
    }

    @Test
    void aCopyThatAPersonMadeWithAllTagsIsNotOurs() {
        Snapshot copy = Stock.snapshot("keep-for-audit", Instant.EPOCH, OURS.tags());

        assertThat(copy.isOwnedBy(OWNER)).isFalse();
    }

    @Test
    void aNameWithoutTagsIsNotOurs() {
        assertThat(Stock.snapshot(OURS.id(), OURS.createdAt(), Map.of()).isOwnedBy(OWNER))
                .isFalse();
    }

    @Test
    void onlyAnAvailableOneIsVerified() {
        assertThat(OURS.isVerified()).isTrue();
        assertThat(Stock.in(Snapshot.Status.CREATING, OURS).isVerified()).isFalse();
        assertThat(with(OURS, Tags.VERDICT, "rejected").isVerified()).isFalse();
        assertThat(Stock.nightly("2026-11-25").isVerified()).isFalse();
    }

    @Test
    void aCopyIsAsOldAsItsOriginal() {
        Snapshot copy = with(OURS, Tags.COPY_OF, OURS.id(), Tags.TAKEN_AT, "2026-11-20T02:01:00Z");

        assertThat(copy.takenAt()).isEqualTo(Instant.parse("2026-11-20T02:01:00Z"));
        assertThat(OURS.takenAt()).isEqualTo(OURS.createdAt());
    }

    @Test
    void tagsThatPeopleSpoiledCountAsAbsent() {
        Snapshot spoiled =
                with(OURS, Tags.ATTEMPTS, "many", Tags.FENCED_AT, "none", Tags.RPO_SECONDS, "-1");

        assertThat(spoiled.attempts()).isZero();
        assertThat(spoiled.fencedAt()).isEmpty();
        assertThat(spoiled.seconds(Tags.RPO_SECONDS)).isEmpty();
    }

    @Test
    void peopleHoldOneByATagOfAnyValue() {
        assertThat(with(OURS, Tags.HOLD, "case 17").isHeld()).isTrue();
        assertThat(with(OURS, Tags.HOLD, "").isHeld()).isTrue();
        assertThat(OURS.isHeld()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "available, AVAILABLE",
        "creating, CREATING",
        "copying, CREATING",
        "pending, CREATING",
        "deleting, DELETING",
        "failed, FAILED",
        "a-word-of-tomorrow, CREATING"
    })
    void aWordOfRdsThatIsNotKnownIsWorkInProgress(String word, Snapshot.Status status) {
        assertThat(Snapshot.Status.of(word)).isEqualTo(status);
    }

    @Test
    void aTagsValueHoldsWhatRdsTakes() {
        assertThat(Tags.value("before #12: «big» change!")).isEqualTo("before  12:  big  change");
        assertThat(Tags.value("x".repeat(300))).hasSize(256);
    }
}
