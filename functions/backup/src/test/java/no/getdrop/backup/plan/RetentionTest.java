package no.getdrop.backup.plan;

import static no.getdrop.backup.plan.Stock.KEEP;
import static no.getdrop.backup.plan.Stock.nightly;
import static no.getdrop.backup.plan.Stock.nights;
import static no.getdrop.backup.plan.Stock.preDeploy;
import static no.getdrop.backup.plan.Stock.verified;
import static no.getdrop.backup.plan.Stock.with;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.backup.plan.Retention.Reason;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class RetentionTest {
    @Test
    void afterFourYearsItKeepsSevenDaysEightWeeksTwelveMonthsAndEachYear() {
        List<Snapshot> all = nights("2023-01-01", 4 * 365 + 1);
        Map<String, Set<Reason>> reasons = Retention.of(all, KEEP);

        assertThat(count(reasons, Reason.DAILY)).isEqualTo(7);
        assertThat(count(reasons, Reason.WEEKLY)).isEqualTo(8);
        assertThat(count(reasons, Reason.MONTHLY)).isEqualTo(12);
        assertThat(count(reasons, Reason.YEARLY)).isEqualTo(4);
        assertThat(reasons.get(verified("2025-02-01").id())).isEmpty();
        assertThat(reasons.get(verified("2026-02-01").id())).containsExactly(Reason.MONTHLY);
        assertThat(reasons.get(verified("2024-01-01").id())).containsExactly(Reason.YEARLY);
        assertThat(reasons.values().stream().filter(each -> !each.isEmpty()).count())
                .isLessThanOrEqualTo(7 + 8 + 12 + 4);
    }

    @Test
    void aNightThatFailedDoesNotLoseItsMonth() {
        List<Snapshot> all = new ArrayList<>(nights("2026-03-03", 100));
        all.add(nightly("2026-03-01", Tags.VERDICT, "rejected"));
        all.add(nightly("2026-03-02"));

        assertThat(Retention.of(all, KEEP).get(verified("2026-03-03").id()))
                .contains(Reason.MONTHLY);
    }

    @Test
    void nightsWithoutABackupMakeNoneOlder() {
        List<Snapshot> all = nights("2026-01-01", 7);

        assertThat(Retention.of(all, new Policy.Keep(7, 0, 0, 0, 1, 1, 1)).values())
                .allMatch(each -> each.contains(Reason.DAILY));
    }

    @Test
    void oneThatWasTakenAfterMidnightIsStillOfItsOwnNight() {
        Snapshot late =
                Stock.snapshot(
                        verified("2026-11-24").id(),
                        verified("2026-11-25").createdAt().minusSeconds(600),
                        verified("2026-11-24").tags());
        Map<String, Set<Reason>> reasons =
                Retention.of(List.of(late, verified("2026-11-25")), KEEP);

        assertThat(count(reasons, Reason.DAILY)).isEqualTo(2);
    }

    @Test
    void whatWasNotProvedStaysAsLongAsTheDaysAroundIt() {
        List<Snapshot> all = new ArrayList<>(nights("2026-11-01", 10));
        all.add(nightly("2026-11-12"));
        all.add(nightly("2026-11-11", Tags.VERDICT, "rejected"));
        all.add(nightly("2026-10-20", Tags.VERDICT, "rejected"));
        Map<String, Set<Reason>> reasons = Retention.of(all, new Policy.Keep(7, 0, 0, 0, 1, 1, 1));

        assertThat(reasons.get(nightly("2026-11-12").id())).containsExactly(Reason.NOT_PROVED_YET);
        assertThat(reasons.get(nightly("2026-11-11").id())).containsExactly(Reason.NOT_PROVED);
        assertThat(reasons.get(nightly("2026-10-20").id())).isEmpty();
        assertThat(reasons.get(verified("2026-11-03").id())).isEmpty();
        assertThat(reasons.get(verified("2026-11-04").id())).containsExactly(Reason.DAILY);
    }

    @Test
    void theLastTenBeforeDeploymentsStay() {
        List<Snapshot> all = new ArrayList<>();
        for (int hour = 0; hour < 15; hour++) {
            all.add(preDeploy("2026-11-25T%02d:00:00Z".formatted(hour)));
        }
        Map<String, Set<Reason>> reasons = Retention.of(all, KEEP);

        assertThat(count(reasons, Reason.LAST_PRE_DEPLOY)).isEqualTo(10);
        assertThat(reasons.get(all.get(4).id())).isEmpty();
        assertThat(reasons.get(all.get(5).id())).isNotEmpty();
    }

    @Test
    void whatPeopleHoldStaysForEver() {
        List<Snapshot> all = new ArrayList<>(nights("2026-10-01", 30));
        all.add(with(nightly("2020-01-06", Tags.VERDICT, "rejected"), Tags.HOLD, "case 17"));

        assertThat(Retention.of(all, KEEP).get(nightly("2020-01-06").id()))
                .containsExactly(Reason.HELD);
    }

    @Test
    void anyHistoryKeepsItsNewestVerifiedAndItsFloor() {
        Random random = new Random(17);
        for (int run = 0; run < 300; run++) {
            List<Snapshot> all = new ArrayList<>();
            LocalDate day = LocalDate.parse("2020-01-01");
            for (int i = 0; i < 120; i++) {
                day = day.plusDays(1 + random.nextInt(20));
                all.add(
                        switch (random.nextInt(4)) {
                            case 0 -> nightly(day.toString());
                            case 1 -> nightly(day.toString(), Tags.VERDICT, "rejected");
                            case 2 -> preDeploy(day + "T10:00:00Z", Tags.VERDICT, "verified");
                            default -> verified(day.toString());
                        });
            }
            Policy.Keep keep =
                    new Policy.Keep(
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(3),
                            1 + random.nextInt(5));
            Map<String, Set<Reason>> reasons = Retention.of(all, keep);
            List<Snapshot> staying =
                    all.stream()
                            .filter(each -> !reasons.getOrDefault(each.id(), Set.of()).isEmpty())
                            .toList();

            assertThat(Retention.newestVerified(staying)).isEqualTo(Retention.newestVerified(all));
            assertThat(staying.stream().filter(Snapshot::isVerified).count())
                    .isGreaterThanOrEqualTo(keep.floor());
        }
    }

    private static long count(Map<String, Set<Reason>> reasons, Reason reason) {
        return reasons.values().stream().filter(each -> each.contains(reason)).count();
    }
}
