package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Page;
import no.getdrop.local.providers.http.Request;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Consents, the page on which a person decides on them, and the accounts behind them.
final class ConsentRoutes {
    private final InstantSource clock;
    private final Book book;
    private final URI base;

    ConsentRoutes(InstantSource clock, Book book, URI base) {
        this.clock = clock;
        this.book = book;
        this.base = base;
    }

    Answer create(Request request) {
        return ConsentRequest.check(request, clock.instant())
                .answer(consent -> {
                    book.save(consent);
                    String self = "/v1/consents/" + consent.consentId();
                    URI page = base.resolve("/sca/consents/" + consent.consentId());
                    return Answer.json(
                                    201,
                                    Map.of(
                                            "consentId", consent.consentId(),
                                            "consentStatus", consent.status().shown(),
                                            "_links",
                                                    Map.of(
                                                            "scaRedirect", href(page),
                                                            "self", href(self),
                                                            "status", href(self + "/status"))))
                            .with("Location", base.resolve(self).toString())
                            .with("ASPSP-SCA-Approach", "REDIRECT");
                });
    }

    Answer status(Request request) {
        return known(request)
                .answer(consent ->
                        Answer.json(
                                200,
                                Map.of(
                                        "consentStatus",
                                        consent.statusAt(clock.instant()).shown())));
    }

    Answer delete(Request request) {
        return known(request)
                .answer(consent -> {
                    Consent.Status now = consent.statusAt(clock.instant());
                    book.move(
                            consent.consentId(),
                            now,
                            Consent.Status.TERMINATED_BY_TPP,
                            consent.person());
                    return Answer.empty(204);
                });
    }

    Answer page(Request request) {
        return known(request)
                .answer(consent ->
                        switch (consent.statusAt(clock.instant())) {
                            case RECEIVED -> Answer.html(200, question(consent));
                            case VALID, REJECTED, EXPIRED, TERMINATED_BY_TPP -> decided(consent);
                        });
    }

    /// The person's decision; afterwards back to the client, whose state is in its own address.
    Answer decide(Request request) {
        Optional<TestPerson> person =
                TestPerson.find(request.form("person").orElse(TestPerson.KARI.key()));
        Optional<Consent.Status> decision =
                switch (request.form("decision").orElse("")) {
                    case "approve" -> Optional.of(Consent.Status.VALID);
                    case "refuse" -> Optional.of(Consent.Status.REJECTED);
                    default -> Optional.empty();
                };
        if (person.isEmpty() || decision.isEmpty()) {
            return Answer.text(
                    400,
                    "want decision=approve or decision=refuse, and person one of "
                            + TestPerson.named().stream().map(TestPerson::key).toList()
                            + ", test-1, test-2, ...\n");
        }
        return known(request)
                .answer(consent ->
                        book.move(
                                        consent.consentId(),
                                        Consent.Status.RECEIVED,
                                        decision.get(),
                                        person)
                                .map(moved ->
                                        Answer.redirect(
                                                moved.status() == Consent.Status.VALID
                                                        ? moved.redirectUri()
                                                        : moved.refusedRedirectUri()))
                                .orElseGet(() -> decided(consent)));
    }

    Answer accounts(Request request) {
        return consented(request)
                .answer(consent ->
                        Answer.json(
                                200,
                                Map.of(
                                        "accounts",
                                        book.accounts(consent).stream()
                                                .map(Account::json)
                                                .toList())));
    }

    Answer balances(Request request) {
        return consented(request).answer(consent -> balances(request, consent));
    }

    private Answer balances(Request request, Consent consent) {
        Optional<Account> account =
                book.accounts(consent).stream()
                        .filter(each -> each.resourceId().equals(request.variable("resourceId")))
                        .findFirst();
        if (account.isEmpty()) {
            return new BankError(404, "RESOURCE_UNKNOWN", "no such account under this consent")
                    .answer();
        }
        if (request.header("PSU-IP-Address").isEmpty() && !book.mayRead(consent, account.get())) {
            return new BankError(
                            429,
                            "ACCESS_EXCEEDED",
                            "more than "
                                    + consent.frequencyPerDay()
                                    + " reads today without the person present")
                    .answer();
        }
        Instant now = clock.instant();
        Map<String, Object> balance = new LinkedHashMap<>();
        balance.put(
                "balanceAmount",
                Map.of(
                        "currency",
                        "NOK",
                        "amount",
                        PaymentInitiation.decimal(book.balanceMinor(account.get().iban()))));
        balance.put("balanceType", "interimAvailable");
        balance.put("lastChangeDateTime", now.toString());
        balance.put("referenceDate", LocalDate.ofInstant(now, ZoneOffset.UTC).toString());
        return Answer.json(
                200,
                Map.of(
                        "account",
                        Map.of("iban", account.get().iban(), "currency", "NOK"),
                        "balances",
                        List.of(balance)));
    }

    private Checked<Consent> known(Request request) {
        return book.consent(request.variable("consentId"))
                .<Checked<Consent>>map(Checked.Passed::new)
                .orElseGet(() ->
                        new Checked.Failed<>(
                                new BankError(404, "RESOURCE_UNKNOWN", "no such consent")));
    }

    private Checked<Consent> consented(Request request) {
        Optional<String> id = request.header("Consent-ID");
        if (id.isEmpty()) {
            return new Checked.Failed<>(BankError.format("header Consent-ID is missing"));
        }
        Optional<Consent> consent = id.flatMap(book::consent);
        if (consent.isEmpty()) {
            return new Checked.Failed<>(new BankError(403, "CONSENT_UNKNOWN", "no such consent"));
        }
        return switch (consent.get().statusAt(clock.instant())) {
            case VALID -> new Checked.Passed<>(consent.get());
            case EXPIRED ->
                    new Checked.Failed<>(
                            new BankError(401, "CONSENT_EXPIRED", "the consent has expired"));
            case RECEIVED, REJECTED, TERMINATED_BY_TPP ->
                    new Checked.Failed<>(
                            new BankError(
                                    401,
                                    "CONSENT_INVALID",
                                    "the consent is "
                                            + consent.get().statusAt(clock.instant()).shown()));
        };
    }

    private Answer decided(Consent consent) {
        return Answer.html(
                409,
                Page.of(
                        consent.bank().shown() + " (test)",
                        "<p>Dette samtykket er allerede avgjort eller utløpt.</p>"
                                + "<p>The consent is %s already.</p>"
                                        .formatted(consent.statusAt(clock.instant()).shown())));
    }

    private static String question(Consent consent) {
        StringBuilder body = new StringBuilder();
        body.append(
                "<p>Drop ber om å få se kontoene dine til og med %s.</p>"
                        .formatted(consent.validUntil()));
        body.append("<p>Drop asks to see your accounts.</p>");
        body.append("<form method=\"post\">");
        for (TestPerson person : TestPerson.named()) {
            body.append(
                    "<p><label><input type=\"radio\" name=\"person\" value=\"%s\"%s> %s</label></p>"
                            .formatted(
                                    person.key(),
                                    person.equals(TestPerson.KARI) ? " checked" : "",
                                    Page.escape(person.name())));
        }
        body.append("<button name=\"decision\" value=\"approve\">Godkjenn / Approve</button>");
        body.append("<button name=\"decision\" value=\"refuse\">Avslå / Refuse</button></form>");
        return Page.of(consent.bank().shown() + " (test)", body.toString());
    }

    private static Map<String, String> href(Object where) {
        return Map.of("href", where.toString());
    }
}
