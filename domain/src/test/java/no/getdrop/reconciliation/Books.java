package no.getdrop.reconciliation;

import no.getdrop.payments.PaymentId;
import no.getdrop.testing.DropDatabase;

import java.util.List;

/// The rows of a test, as the owner of the database reaches them.
record Books(DropDatabase database) {
    /// Kind and subject; of a total without its day.
    List<String> open() {
        return database.owner()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT kind || ' '
                                               || regexp_replace(subject, '^20\\S+ ', '')
                                        FROM discrepancies
                                        WHERE resolved_at IS NULL
                                        ORDER BY 1
                                        """)
                                .mapTo(String.class)
                                .list());
    }

    void anHourAgo() {
        execute("UPDATE transactions SET submitted_at = submitted_at - interval '1 hour'");
    }

    void dueAgain() {
        execute("UPDATE reconciliations SET due_at = now()");
    }

    String stage(PaymentId id) {
        return text("SELECT stage FROM transactions WHERE id = '" + id.value() + "'");
    }

    void execute(String... statements) {
        database.owner()
                .useHandle(handle -> {
                    for (String statement : statements) {
                        handle.execute(statement);
                    }
                });
    }

    String text(String sql) {
        return database.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    long number(String sql) {
        return database.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
