package no.getdrop.kyc;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.UserId;
import no.getdrop.notifications.Notification;
import no.getdrop.notifications.Notifications;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookEvents;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

class KycReviewsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String GREEN = "{\"reviewAnswer\":\"GREEN\"}";
    private static final String RETRY = "{\"reviewAnswer\":\"RED\",\"reviewRejectType\":\"RETRY\"}";
    private static final String FINAL = "{\"reviewAnswer\":\"RED\",\"reviewRejectType\":\"FINAL\"}";

    private final HandClock clock = new HandClock();
    private UserId user;
    private WebhookEvents events;

    @BeforeEach
    void start() {
        World world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        user = world.user();
        events =
                new WebhookEvents(
                        DATABASE.app(),
                        Map.of(WebhookEvent.Provider.SUMSUB, new KycReviews()),
                        clock);
        execute("UPDATE users SET kyc_status = 'pending', kyc_method = NULL");
    }

    @Test
    void aGreenReviewApproves() {
        events.take(reviewed("e1", GREEN, NOW));
        assertThat(status()).isEqualTo("approved");
        assertThat(text("SELECT kyc_method FROM users")).isEqualTo("sumsub");
        assertThat(text("SELECT outcome || ' ' || provider_ref FROM screening_results"))
                .isEqualTo("clear applicant-1");
        assertThat(text("SELECT action FROM audit_log")).isEqualTo("kyc.approved");
        assertThat(titles()).containsExactly("Identiteten din er bekreftet");
    }

    @Test
    void aRedReviewIsFinalOrMayBeTriedAgain() {
        events.take(reviewed("e1", RETRY, NOW));
        assertThat(status()).isEqualTo("pending");
        events.take(reviewed("e2", FINAL, NOW.plusSeconds(1)));
        assertThat(status()).isEqualTo("rejected");
        assertThat(titles())
                .containsExactlyInAnyOrder(
                        "Vi trenger dokumentene på nytt", "Identiteten din ble ikke bekreftet");
    }

    @Test
    void anOlderMessageThatComesLaterChangesNothing() {
        events.take(reviewed("new", GREEN, NOW));
        events.take(reviewed("old", FINAL, NOW.minusMillis(1)));
        assertThat(status()).isEqualTo("approved");
        assertThat(outcome("old")).isEqualTo("superseded");
        assertThat(titles()).hasSize(1);
    }

    @Test
    @SuppressWarnings("SystemOut") // the seed is what one needs to see the same failure again
    void whateverTheOrderAndHoweverOftenTheNewestCounts() throws Exception {
        List<WebhookEvent> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String result = i == 7 ? GREEN : i % 2 == 0 ? RETRY : FINAL;
            WebhookEvent event = reviewed("e" + i, result, NOW.plusSeconds(i));
            all.add(event);
            all.add(event);
        }
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Collections.shuffle(all, new Random(seed));
        AtOnce.run(
                4,
                thread -> {
                    for (int i = thread; i < all.size(); i += 4) {
                        events.take(all.get(i));
                    }
                    return thread;
                });
        assertThat(status()).isEqualTo("approved");
        assertThat(number("SELECT count(*) FROM webhook_events")).isEqualTo(8);
        assertThat(number("SELECT count(*) FROM webhook_events WHERE outcome = 'applied'"))
                .isEqualTo(number("SELECT count(*) FROM screening_results"));
    }

    @Test
    void whatDecidesNothingIsKeptAndChangesNothing() {
        events.take(event("e1", "applicantPending", "null", NOW));
        events.take(event("e2", "applicantReviewed", "{\"reviewAnswer\":\"YELLOW\"}", NOW));
        events.take(
                new WebhookEvent(
                        WebhookEvent.Provider.SUMSUB,
                        "e3",
                        "applicantReviewed",
                        "nobody",
                        "{\"reviewResult\":" + GREEN + "}",
                        NOW));
        assertThat(status()).isEqualTo("pending");
        assertThat(number("SELECT count(*) FROM webhook_events WHERE outcome = 'ignored'"))
                .isEqualTo(3);
    }

    @Test
    void aReviewThatBeginsAnewTakesTheApprovalBack() {
        events.take(reviewed("e1", GREEN, NOW));
        events.take(event("e2", "applicantReset", "null", NOW.plusSeconds(1)));
        assertThat(status()).isEqualTo("pending");
        assertThat(titles()).as("nothing is decided").hasSize(1);
    }

    private WebhookEvent reviewed(String key, String result, Instant at) {
        return event(key, "applicantReviewed", result, at);
    }

    private WebhookEvent event(String key, String type, String result, Instant at) {
        return new WebhookEvent(
                WebhookEvent.Provider.SUMSUB,
                key,
                type,
                user.toString(),
                "{\"applicantId\":\"applicant-1\",\"levelName\":\"basic\",\"reviewResult\":"
                        + result
                        + "}",
                at);
    }

    private String status() {
        return text("SELECT kyc_status FROM users");
    }

    private static String outcome(String key) {
        return text("SELECT outcome FROM webhook_events WHERE event_key = '" + key + "'");
    }

    private List<String> titles() {
        return DATABASE.app().read(Notifications.page(user, null, 0, 20)).stream()
                .map(Notification::title)
                .toList();
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }

    private static String text(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
