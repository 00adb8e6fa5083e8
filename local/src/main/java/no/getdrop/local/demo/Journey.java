package no.getdrop.local.demo;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// A customer's first payment: login, account, recipient, quote, authorisation, payment, receipt;
/// then what must not work.
final class Journey {
    private static final int AMOUNT = 2000;
    private static final BigDecimal FEE = new BigDecimal("10.00");
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final DropClient drop;
    private final WorkerBell worker;
    private final Transcript transcript;
    private final Person person;

    /// What a payment is made with.
    private record Prepared(String quoteId, String recipientId, String accountId) {
        Map<String, Object> order(String paymentSessionId, int amount) {
            Map<String, Object> order = new LinkedHashMap<>();
            order.put("quoteId", quoteId);
            order.put("paymentSessionId", paymentSessionId);
            order.put("recipientId", recipientId);
            order.put("bankAccountId", accountId);
            order.put("amount", amount);
            return order;
        }
    }

    Journey(Person person, WorkerBell worker, Transcript transcript) {
        this.drop = person.drop();
        this.worker = worker;
        this.transcript = transcript;
        this.person = person;
    }

    /// Runs all of it.
    ///
    /// @return the account that was paid from
    /// @throws UnmetException at the first answer that is not what it must be
    String run() throws IOException, InterruptedException, UnmetException {
        person.login();
        String accountId = person.linkAccount();
        String recipientId = addRecipient();
        Prepared payment = quote(recipientId, accountId);
        String sessionId = authorise(payment);
        String key = UUID.randomUUID().toString();
        String paymentId = pay(payment, sessionId, key);
        awaitCompletion(paymentId);
        receipt(paymentId);
        sameAgain(payment, sessionId, key, paymentId);
        withoutAuthorisation(recipientId, accountId);
        return accountId;
    }

    private String addRecipient() throws IOException, InterruptedException, UnmetException {
        transcript.part("Add a recipient in Serbia");
        Map<String, String> recipient = new LinkedHashMap<>();
        recipient.put("name", "Petar Petrović");
        recipient.put("country", "RS");
        recipient.put("currency", "RSD");
        recipient.put("iban", "RS35260005601001611379");
        String id = drop.post("/v1/recipients", recipient).expect(201).text("/id");
        transcript.note("recipient " + id);
        return id;
    }

    private Prepared quote(String recipientId, String accountId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Ask what " + AMOUNT + " NOK will cost and bring");
        Reply quote = disclosure(recipientId);
        if (quote.status() != 200) {
            quote.expect(201);
        }
        BigDecimal fee = new BigDecimal(quote.text("/fee"));
        if (fee.compareTo(FEE) != 0) {
            throw new UnmetException("a fee of " + FEE + " NOK", fee + " NOK");
        }
        transcript.note(
                "fee %s NOK, total %s NOK, received %s %s"
                        .formatted(
                                quote.text("/fee"),
                                quote.text("/total"),
                                quote.text("/receivedAmount"),
                                quote.text("/receivedCurrency")));
        return new Prepared(quote.text("/quoteId"), recipientId, accountId);
    }

    private String authorise(Prepared payment)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Authorise exactly this payment with BankID");
        Reply session = openSession(payment);
        String id = session.text("/id");
        drop.follow(person.bankId(session.text("/redirectUrl"))).location();
        String status = drop.get("/v1/payment-sessions/" + id).expect(200).text("/status");
        if (!status.equals("authorised")) {
            throw new UnmetException("the payment session to be authorised", status);
        }
        transcript.note("payment session " + id + " is authorised");
        return id;
    }

    private Reply openSession(Prepared payment)
            throws IOException, InterruptedException, UnmetException {
        return drop.post(
                        "/v1/payment-sessions",
                        Map.of("quoteId", payment.quoteId(), "bankAccountId", payment.accountId()))
                .expect(201);
    }

    private String pay(Prepared payment, String sessionId, String key)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Pay");
        Reply paid =
                drop.post("/v1/transactions/remittance", payment.order(sessionId, AMOUNT), key)
                        .expect(201);
        if (!paid.text("/status").equals("processing")) {
            throw new UnmetException("a new payment to be processing", paid.seen());
        }
        transcript.note("payment " + paid.text("/id") + " is processing");
        return paid.text("/id");
    }

    private void awaitCompletion(String paymentId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Wait until the bank has settled it");
        if (!worker.isThere()) {
            transcript.note("the worker runs by its schedule, each minute");
        }
        Instant until = Instant.now().plus(SETTLES_WITHIN);
        String seen = "";
        while (Instant.now().isBefore(until)) {
            worker.ring();
            Reply payment = drop.peek("/v1/transactions/" + paymentId).expect(200);
            String now = payment.text("/status") + ", stage " + payment.text("/stage");
            if (!now.equals(seen)) {
                transcript.note(now);
                seen = now;
            }
            switch (payment.text("/status")) {
                case "completed" -> {
                    return;
                }
                case "failed" ->
                        throw new UnmetException("the payment to complete", payment.seen());
                default -> Thread.sleep(BETWEEN_LOOKS);
            }
        }
        throw new UnmetException(
                "the payment to be completed within " + SETTLES_WITHIN.toSeconds() + " s", seen);
    }

    private void receipt(String paymentId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Keep the receipt");
        Reply receipt = drop.get("/v1/transactions/" + paymentId + "/receipt").expect(200);
        if (!receipt.text("/reference").equals(paymentId)) {
            throw new UnmetException("a receipt for " + paymentId, receipt.seen());
        }
        for (Map.Entry<String, JsonNode> line : receipt.body().at("/data/payment").properties()) {
            if (line.getValue().isValueNode() && !line.getValue().isNull()) {
                transcript.note("%-16s %s".formatted(line.getKey(), line.getValue().asText()));
            }
        }
    }

    private void sameAgain(Prepared payment, String sessionId, String key, String paymentId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Send the same request again: one payment, the same answer");
        Reply again =
                drop.post("/v1/transactions/remittance", payment.order(sessionId, AMOUNT), key)
                        .expect(201);
        if (!again.text("/id").equals(paymentId)) {
            throw new UnmetException("payment " + paymentId, again.text("/id"));
        }
        String replayed = again.header("Idempotency-Replayed").orElse("no such header");
        if (!replayed.equals("true")) {
            throw new UnmetException("header Idempotency-Replayed: true", replayed);
        }
        transcript.note("Idempotency-Replayed: true");

        transcript.part("Send the same key with another amount: refused");
        drop.post("/v1/transactions/remittance", payment.order(sessionId, AMOUNT + 1), key)
                .expectError(422, "idempotency_key_reused");
        transcript.note("idempotency_key_reused");
    }

    private void withoutAuthorisation(String recipientId, String accountId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Pay another quote without BankID: refused");
        String quoteId = disclosure(recipientId).text("/quoteId");
        Prepared another = new Prepared(quoteId, recipientId, accountId);
        String sessionId = openSession(another).text("/id");
        drop.post("/v1/transactions/remittance", another.order(sessionId, AMOUNT))
                .expectError(403, "payment_session_not_authorised");
        transcript.note("payment_session_not_authorised");
    }

    private Reply disclosure(String recipientId) throws IOException, InterruptedException {
        return drop.post(
                "/v1/transactions/disclosure",
                Map.of("recipientId", recipientId, "amount", AMOUNT));
    }
}
