package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.openbanking.OpenBanking;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.WithBank;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookEvents;
import no.getdrop.webhooks.WebhookReceipt;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class BankNoticesIT extends WithBank {
    private static final byte[] KEY =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    private BankNotices notices;
    private WebhookEvents events;

    @BeforeEach
    void start() throws Exception {
        notices = notices("whsec_" + Base64.getEncoder().encodeToString(KEY));
        events =
                new WebhookEvents(
                        DATABASE.app(), Map.of(WebhookEvent.Provider.OPENBANKING, notices), clock);
    }

    @Test
    void aSettledOrderCompletesItsPaymentOnceHoweverItIsHeardOf() throws Exception {
        OpenBanking.PaymentOrder order = submitted();
        bank.moveAll("ACSC", "");
        String body = body(order, bankPaymentId(), "ACSC");
        AtOnce.run(
                8,
                thread -> {
                    if (thread == 0) {
                        world.statusQueries()
                                .askDue(new Lanes(1), 10, clock.instant().plusSeconds(10));
                    } else {
                        take("msg-" + thread / 2, body);
                    }
                    return thread;
                });
        assertThat(stage(order)).isEqualTo(Payment.Stage.SETTLED);
        assertThat(number("SELECT count(*) FROM notifications")).isOne();
    }

    @Test
    void whatIsFinalStaysWhateverComesAfter() {
        OpenBanking.PaymentOrder order = submitted();
        take("m3", body(order, bankPaymentId(), "ACSC"));
        take("m1", body(order, bankPaymentId(), "RCVD"));
        take("m2", body(order, bankPaymentId(), "RJCT"));
        assertThat(stage(order)).isEqualTo(Payment.Stage.SETTLED);
        assertThat(number("SELECT count(*) FROM webhook_events WHERE outcome = 'superseded'"))
                .isEqualTo(2);
    }

    @Test
    void aNoticeThatIsFasterThanTheAnswerToTheOrderCounts() {
        OpenBanking.PaymentOrder order = world.accepted(customer, 200_00).order();
        take("m1", body(order, "bank-1", "ACSC"));
        assertThat(stage(order)).isEqualTo(Payment.Stage.SETTLED);
    }

    @Test
    void aNoticeOfAnOrderThatIsNotKnownYetWaits() {
        take(
                "m1",
                "{\"type\":\"payment.status\",\"timestamp\":\""
                        + clock.instant()
                        + "\",\"data\":{\"paymentId\":\"nobody's\","
                        + "\"transactionStatus\":\"ACSC\"}}");
        assertThat(number("SELECT count(*) FROM webhook_events WHERE processed_at IS NULL"))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WHAT", ""})
    void aStatusThatDoesNotExistChangesNothing(String status) {
        OpenBanking.PaymentOrder order = submitted();
        take("m1", body(order, bankPaymentId(), status));
        assertThat(stage(order)).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @Test
    void onlyWhatIsSignedAndYoungIsBelieved() throws Exception {
        String body = "{\"type\":\"t\"}";
        String now = Long.toString(clock.instant().getEpochSecond());
        String signature = sign("m1", now, body);
        assertThat(verify("m1", now, signature, body)).isEqualTo(new WebhookReceipt.Unreadable());
        assertThat(verify("m1", now, "v1,AAAA " + signature, body))
                .as("several signatures while the key is rotated")
                .isEqualTo(new WebhookReceipt.Unreadable());
        List<WebhookReceipt> refused =
                List.of(
                        verify("m2", now, signature, body),
                        verify("m1", now, signature, body + " "),
                        verify("m1", now, signature.replace("v1,", "v1a,"), body),
                        verify("m1", now, "", body),
                        verify("m1", now, "v1,###", body),
                        verify("m 1", now, sign("m 1", now, body), body),
                        verify("m1", "soon", sign("m1", "soon", body), body),
                        verify("m1", after(301), sign("m1", after(301), body), body),
                        verify("m1", after(-301), sign("m1", after(-301), body), body));
        assertThat(refused).containsOnly(new WebhookReceipt.NotSigned());
        assertThat(verify("m1", after(-299), sign("m1", after(-299), body), body))
                .isEqualTo(new WebhookReceipt.Unreadable());
        assertThat(notices("").verify(new BankNotices.Message("m1", now, signature, bytes(body))))
                .isEqualTo(new WebhookReceipt.NoKey());
    }

    private String after(int seconds) {
        return Long.toString(clock.instant().getEpochSecond() + seconds);
    }

    private WebhookReceipt verify(String id, String timestamp, String signature, String body) {
        return notices.verify(new BankNotices.Message(id, timestamp, signature, bytes(body)));
    }

    private void take(String id, String body) {
        String now = Long.toString(clock.instant().getEpochSecond());
        WebhookReceipt receipt = verify(id, now, sign(id, now, body), body);
        events.take(((WebhookReceipt.Genuine) receipt).event());
    }

    private OpenBanking.PaymentOrder submitted() {
        PaymentOutcome.Accepted accepted = world.accepted(customer, 200_00);
        assertThat(world.deliver(accepted)).isTrue();
        return accepted.order();
    }

    private String body(OpenBanking.PaymentOrder order, String bankPaymentId, String status) {
        return """
        {"type":"payment.status","timestamp":"%s","data":{"paymentId":"%s",\
        "endToEndIdentification":"%s","transactionStatus":"%s"}}\
        """
                .formatted(
                        clock.instant(),
                        bankPaymentId,
                        order.id().toString().replace("-", ""),
                        status);
    }

    private String bankPaymentId() {
        return bank.orders().getLast().paymentId();
    }

    private Payment.Stage stage(OpenBanking.PaymentOrder order) {
        return DATABASE.app()
                .read(Payments.find(customer.id(), new PaymentId(order.id())))
                .orElseThrow()
                .stage();
    }

    private BankNotices notices(String secret) {
        return new BankNotices(
                Secrets.from(Environment.of(Map.of("OPEN_BANKING_WEBHOOK_SECRET", secret)), clock),
                clock);
    }

    private static String sign(String id, String timestamp, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            byte[] hash = mac.doFinal(bytes(id + "." + timestamp + "." + body));
            return "v1," + Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
