package no.getdrop.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.UserId;
import no.getdrop.payments.Lanes;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.preferences.Preferences;
import no.getdrop.preferences.SavedPreferences;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Set;

class NotificationsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private FakeBank bank;
    private World world;
    private Notifications notifications;

    @BeforeEach
    void start() throws Exception {
        bank = FakeBank.start();
        world = new World(DATABASE.app(), clock, bank.url());
        notifications = new Notifications(DATABASE.app());
    }

    @AfterEach
    void stop() {
        bank.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ACSC, Betalingen din til Milica Petrović er gjennomført.",
        "RJCT, Betalingen din til Milica Petrović ble ikke gjennomført. Ingen penger er sendt."
    })
    void aPaymentThatEndsIsToldOnceHoweverManyBringTheNews(String status, String body)
            throws Exception {
        World.Customer customer = world.customer();
        PaymentOutcome.Accepted accepted = world.accepted(customer, 500_00);
        assertThat(world.delivery().deliverOwn(accepted, payment -> accepted.answer()).done())
                .isTrue();
        assertThat(all(customer.id())).as("not before its end").isEmpty();
        bank.moveAll(status, "");

        AtOnce.run(
                4,
                thread ->
                        world.statusQueries()
                                .askDue(new Lanes(1), 10, clock.instant().plusSeconds(10)));
        world.delivery().deliverOwn(accepted, payment -> accepted.answer());

        Notification told = only(customer.id());
        assertThat(told.body()).isEqualTo(body);
        assertThat(told.kind()).isEqualTo("payment");
        assertThat(told.transactionId()).isEqualTo(accepted.payment().id().value());
        assertThat(told.readAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"NB, Samtykket er utløpt", "EN, Consent expired", "BS, Consent expired"})
    void theLanguageIsTheCustomersAtThatMoment(Preferences.Language language, String title) {
        UserId user = world.user();
        new SavedPreferences(DATABASE.app())
                .change(user, new Preferences.Change(null, language, null, null), World.ORIGIN);
        tell(user, Notice.CONSENT_EXPIRED, "DNB");
        assertThat(only(user).title()).isEqualTo(title);
        assertThat(only(user).body()).contains("DNB");
    }

    @ParameterizedTest
    @EnumSource(Notice.class)
    void everyNoticeHasItsTextsAndFitsItsTable(Notice notice) {
        UserId user = world.user();
        tell(user, notice, "š".repeat(140));
        assertThat(only(user).kind()).isEqualTo(notice.kind());
        assertThat(only(user).body()).doesNotContain("{");
        assertThat(notice.body(true)).isNotEqualTo(notice.body(false));
        assertThat(notice.title(true)).isNotEqualTo(notice.title(false));
    }

    @Test
    void whoHasLeftIsToldNothing() {
        UserId user = world.user();
        DATABASE.owner().useHandle(handle -> handle.execute("UPDATE users SET deleted_at = now()"));
        tell(user, Notice.KYC_APPROVED, null);
        assertThat(all(user)).isEmpty();
    }

    @Test
    void theNewestComeFirstAndAPageFollowsThePageBefore() {
        UserId user = world.user();
        for (Notice notice : List.of(Notice.KYC_RETRY, Notice.KYC_RETRY, Notice.KYC_APPROVED)) {
            tell(user, notice, null);
        }
        List<Notification> first = page(user, null, 2);
        assertThat(first).hasSize(2);
        List<Notification> second = page(user, first.getLast().id(), 2);
        assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    @Test
    void allOfAListAreMarkedOrNone() {
        UserId user = world.user();
        UserId other = world.user();
        tell(user, Notice.KYC_RETRY, null);
        tell(user, Notice.KYC_APPROVED, null);
        tell(other, Notice.KYC_APPROVED, null);
        NotificationId first = all(user).getFirst().id();
        NotificationId foreign = only(other).id();

        assertThat(notifications.markRead(user, Set.of(first, foreign))).isEmpty();
        assertThat(all(user)).allMatch(notification -> notification.readAt() == null);
        assertThat(only(other).readAt()).isNull();

        assertThat(notifications.markRead(user, Set.of(first))).contains(1L);
        Notification read = all(user).getFirst();
        assertThat(read.readAt()).isNotNull();
        assertThat(notifications.markRead(user, Set.of(first))).as("again").contains(1L);
        assertThat(all(user).getFirst()).isEqualTo(read);
    }

    private static void tell(UserId user, Notice notice, @Nullable String subject) {
        DATABASE.app()
                .call(handle -> {
                    Notices.tell(handle, user, notice, subject);
                    return notice;
                });
    }

    private static Notification only(UserId user) {
        assertThat(all(user)).hasSize(1);
        return all(user).getFirst();
    }

    private static List<Notification> all(UserId user) {
        return page(user, null, 50);
    }

    private static List<Notification> page(
            UserId user, @Nullable NotificationId before, int limit) {
        return DATABASE.app().read(Notifications.page(user, before, 0, limit));
    }
}
