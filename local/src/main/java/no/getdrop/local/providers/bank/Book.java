package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.bankid.TestPerson;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The bank's books: accounts with their balances, consents, payment orders.
final class Book {
    /// What an order takes unless it is an instant one.
    private static final Duration SETTLES_AFTER = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Journal journal;
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Long> balances = new HashMap<>();
    private final Map<String, Consent> consents = new HashMap<>();
    private final Map<UUID, Order> orders = new LinkedHashMap<>();
    private final Map<String, Order> ordersById = new HashMap<>();
    private final List<Order> toRefund = new ArrayList<>();
    private final Map<UnattendedRead, Integer> reads = new HashMap<>();

    private record UnattendedRead(String consentId, String resourceId, LocalDate day) {}

    /// What a request id stands for.
    sealed interface Placed {
        /// This order, new or known.
        record Accepted(Order order, boolean known) implements Placed {}

        /// Another order than the one that is asked for.
        record Conflict(Order order) implements Placed {}
    }

    Book(InstantSource clock, Journal journal) throws IOException {
        this.clock = clock;
        this.journal = journal;
        for (TestPerson person : TestPerson.named()) {
            open(person);
        }
        for (Journal.Line line : journal.read()) {
            switch (line.kind()) {
                case "consent" -> remember(Consent.fromJson(line.content()));
                case "order" -> remember(Order.fromRecord(line.content()));
                case "balance" ->
                        balances.put(
                                line.content().path("iban").textValue(),
                                line.content().path("minor").longValue());
                default -> throw new IOException("journal line of kind " + line.kind());
            }
        }
    }

    synchronized void save(Consent consent) {
        journal.append("consent", consent.json());
        remember(consent);
    }

    synchronized Optional<Consent> consent(String consentId) {
        return Optional.ofNullable(consents.get(consentId));
    }

    /// Moves a consent on, if it still has the status that is expected.
    synchronized Optional<Consent> move(
            String consentId,
            Consent.Status from,
            Consent.Status to,
            Optional<TestPerson> decider) {
        Consent consent = consents.get(consentId);
        if (consent == null || consent.statusAt(clock.instant()) != from) {
            return Optional.empty();
        }
        Consent moved = consent.with(to, decider);
        save(moved);
        return Optional.of(moved);
    }

    synchronized List<Account> accounts(Consent consent) {
        return consent.person().stream()
                .flatMap(person -> Account.of(consent.bank(), person).stream())
                .toList();
    }

    /// Counts a read without the person present; false when the day's share is used up.
    synchronized boolean mayRead(Consent consent, Account account) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        reads.keySet().removeIf(old -> old.day().isBefore(today));
        int count =
                reads.merge(
                        new UnattendedRead(consent.consentId(), account.resourceId(), today),
                        1,
                        Integer::sum);
        return count <= consent.frequencyPerDay();
    }

    /// The balance of an account in øre, with payments that are on their way taken off.
    synchronized long balanceMinor(String iban) {
        refund();
        Long balance = balances.get(iban);
        if (balance == null) {
            throw new IllegalArgumentException("no account " + iban);
        }
        return balance;
    }

    synchronized void setBalance(String iban, long minor) {
        if (!balances.containsKey(iban)) {
            throw new IllegalArgumentException("no account " + iban);
        }
        journal.append("balance", Map.of("iban", iban, "minor", minor));
        balances.put(iban, minor);
    }

    /// Takes an order in, once for each request id.
    ///
    /// @param refusals the reason codes that switches ask for
    synchronized Placed place(
            UUID requestId,
            BankName bank,
            Product product,
            PaymentInitiation initiation,
            Refusals refusals) {
        Order known = orders.get(requestId);
        if (known != null) {
            boolean same =
                    known.product() == product
                            && known.bankId().equals(bank.id())
                            && known.initiation().equals(initiation);
            return same ? new Placed.Accepted(known, true) : new Placed.Conflict(known);
        }
        Instant now = clock.instant();
        Optional<String> refusal = refusals.atOnce().or(() -> refusal(bank, initiation));
        Order order =
                new Order(
                        requestId,
                        UUID.randomUUID().toString(),
                        bank.id(),
                        product,
                        initiation,
                        now,
                        product == Product.INSTANT ? now : now.plus(SETTLES_AFTER),
                        refusal.or(refusals::late),
                        refusal.isEmpty() && refusals.late().isPresent());
        journal.append("order", order.record());
        remember(order);
        return new Placed.Accepted(order, false);
    }

    /// Reason codes with which to refuse an order at once, or when it should settle.
    record Refusals(Optional<String> atOnce, Optional<String> late) {}

    synchronized Optional<Order> order(UUID requestId) {
        return Optional.ofNullable(orders.get(requestId));
    }

    synchronized Optional<Order> order(String paymentId) {
        return Optional.ofNullable(ordersById.get(paymentId));
    }

    synchronized List<Order> orders() {
        return List.copyOf(orders.values());
    }

    /// AC01: no such account here. AM04: insufficient funds.
    private Optional<String> refusal(BankName bank, PaymentInitiation initiation) {
        Account account = accounts.get(initiation.debtorIban());
        if (account == null || account.bank() != bank) {
            return Optional.of("AC01");
        }
        return balanceMinor(account.iban()) < initiation.amountMinor()
                ? Optional.of("AM04")
                : Optional.empty();
    }

    private void remember(Order order) {
        orders.put(order.requestId(), order);
        ordersById.put(order.paymentId(), order);
        if (order.reasonCode().isEmpty() || order.refusedAtSettlement()) {
            balances.merge(
                    order.initiation().debtorIban(), -order.initiation().amountMinor(), Long::sum);
        }
        if (order.refusedAtSettlement()) {
            toRefund.add(order);
        }
    }

    private void remember(Consent consent) {
        consents.put(consent.consentId(), consent);
        consent.person().ifPresent(this::open);
    }

    synchronized void open(TestPerson person) {
        for (BankName bank : BankName.values()) {
            for (Account account : Account.of(bank, person)) {
                accounts.put(account.iban(), account);
                balances.putIfAbsent(account.iban(), account.openingMinor());
            }
        }
    }

    private void refund() {
        Instant now = clock.instant();
        toRefund.removeIf(order -> {
            boolean due = "RJCT".equals(order.statusAt(now));
            if (due) {
                balances.merge(
                        order.initiation().debtorIban(),
                        order.initiation().amountMinor(),
                        Long::sum);
            }
            return due;
        });
    }
}
