package no.getdrop.worker.simulation;

import no.getdrop.worker.simulation.Violation.Rule;

import org.jdbi.v3.core.Jdbi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What Drop's rows say, held against what the bank says, after every step.
final class Books {
    private static final String MOVES =
            """
            WITH taken AS (DELETE FROM simulation.moves RETURNING number, id, stage, total_minor)
            SELECT id, stage, total_minor FROM taken ORDER BY number
            """;

    private static final String PAYMENT =
            """
            SELECT transactions.stage, transactions.total_minor,
                   coalesce(outbox.claimed_until < simulation.now(), true) AS overtaken
            FROM transactions
            LEFT JOIN outbox ON outbox.transaction_id = transactions.id
            WHERE transactions.id = :id
            """;

    private final Jdbi owner;
    private final Map<UUID, Row> rows = new HashMap<>();
    private final Set<UUID> refused = new HashSet<>();
    private long settledMinor;

    private record Row(UUID id, String stage, long totalMinor) {
        boolean isFinal() {
            return !stage.equals("instructed") && !stage.equals("submitted");
        }
    }

    private record Arrival(Row row, boolean isOvertaken) {}

    Books(Jdbi owner) {
        this.owner = owner;
    }

    /// The bank is about to take an order.
    ///
    /// @return whether the claim of whoever sent it has run out or is given back: another may be at
    ///   work on it too
    boolean ordered(UUID id, long totalMinor) {
        Arrival arrival =
                owner.withHandle(handle ->
                        handle.createQuery(PAYMENT)
                                .bind("id", id)
                                .map((found, _) ->
                                        new Arrival(
                                                new Row(
                                                        id,
                                                        found.getString("stage"),
                                                        found.getLong("total_minor")),
                                                found.getBoolean("overtaken")))
                                .findOne()
                                .orElseThrow(() ->
                                        new Violation(
                                                Rule.ONE_ORDER, "an order of no payment: " + id)));
        Row row = arrival.row();
        if (row.totalMinor() != totalMinor) {
            throw new Violation(
                    Rule.ONE_ORDER, id + " is of " + row.totalMinor() + ", ordered " + totalMinor);
        }
        if (row.isFinal()) {
            throw new Violation(Rule.ONE_ORDER, id + " is ordered after it is " + row.stage());
        }
        return arrival.isOvertaken();
    }

    /// The bank will not take that order, now or ever.
    void refused(UUID id) {
        refused.add(id);
    }

    /// Looks at what moved since the last time.
    void check(ModelBank bank) {
        List<Row> moves =
                owner.withHandle(handle ->
                        handle.createQuery(MOVES)
                                .map((row, _) ->
                                        new Row(
                                                row.getObject("id", UUID.class),
                                                row.getString("stage"),
                                                row.getLong("total_minor")))
                                .list());
        for (Row move : moves) {
            check(move, bank);
        }
        if (!moves.isEmpty() && settledMinor > bank.settledMinor()) {
            throw new Violation(
                    Rule.SAME_SUMS,
                    "completed " + settledMinor + ", settled by the bank " + bank.settledMinor());
        }
    }

    private void check(Row move, ModelBank bank) {
        UUID id = move.id();
        if (move.stage().startsWith("taken from another")) {
            throw new Violation(Rule.ONE_SENDER, id + " was " + move.stage());
        }
        Row before = rows.put(id, move);
        if (before != null && before.isFinal()) {
            throw new Violation(
                    Rule.AS_THE_BANK_SAYS, id + " was " + before.stage() + ", is " + move.stage());
        }
        Optional<ModelBank.Order> order = bank.known(id);
        boolean fits =
                switch (move.stage()) {
                    case "instructed" -> true;
                    case "submitted" -> order.isPresent();
                    case "settled" -> order.isPresent() && order.get().isSettled();
                    case "rejected" ->
                            order.isPresent() ? order.get().isRejected() : refused.contains(id);
                    case "cancelled" -> order.isEmpty();
                    case String other -> throw new Violation(Rule.CONSISTENT_ROWS, other);
                };
        if (!fits) {
            throw new Violation(
                    Rule.AS_THE_BANK_SAYS,
                    id
                            + " is "
                            + move.stage()
                            + ", at the bank "
                            + order.map(known -> known.status).orElse("unknown"));
        }
        if (move.stage().equals("settled")) {
            settledMinor += move.totalMinor();
        }
    }

    /// How many payments there are.
    int payments() {
        return rows.size();
    }

    /// Payments that have not come to their end.
    List<UUID> unfinished() {
        return rows.values().stream().filter(row -> !row.isFinal()).map(Row::id).toList();
    }

    boolean isKnown(UUID id) {
        return rows.containsKey(id);
    }

    /// At the end the sums are the same and every order has its payment.
    void close(ModelBank bank) {
        if (!unfinished().isEmpty()) {
            throw new Violation(
                    Rule.NONE_FORGOTTEN,
                    unfinished().size()
                            + " payments have not come to their end, as "
                            + rows.get(unfinished().getFirst()));
        }
        if (settledMinor != bank.settledMinor()) {
            throw new Violation(
                    Rule.SAME_SUMS,
                    "completed " + settledMinor + ", settled by the bank " + bank.settledMinor());
        }
    }
}
