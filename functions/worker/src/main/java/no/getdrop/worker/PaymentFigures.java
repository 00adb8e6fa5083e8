package no.getdrop.worker;

import no.getdrop.database.Database;
import no.getdrop.payments.Payment;
import no.getdrop.runtime.Metrics;

import org.jdbi.v3.core.Handle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many payments are under way at each stage, and how much money has been moved since the
/// worker's last beat; for the dashboard, not for the books.
///
/// A payment counts as moved half a minute after it was completed, since the clock that says when
/// is that of the function that heard of it. Every figure is published even where it is 0, so that
/// a gap means that nobody looked.
final class PaymentFigures {
    private static final List<String> STAGES = List.of("instructed", "held", "submitted");

    private static final String UNDER_WAY =
            """
            SELECT stage, count(*) AS figure
            FROM transactions
            WHERE status = 'processing'
            GROUP BY stage
            """;

    private static final String MOVED =
            """
            SELECT type, sum(total_minor) AS figure
            FROM worker_heartbeats
            JOIN transactions
              ON completed_at > beat_at - INTERVAL '30 seconds'
             AND completed_at <= now() - INTERVAL '30 seconds'
            WHERE name = 'worker' AND status = 'completed'
            GROUP BY type
            """;

    private final Database database;

    PaymentFigures(Database database) {
        this.database = database;
    }

    /// What was published.
    ///
    /// @param underWay payments by stage, those held for a decision too
    /// @param movedMinor sums by type, in øre
    record Published(Map<String, Long> underWay, Map<String, Long> movedMinor) {}

    /// Reads and publishes them; to be called before the beat that ends the time they are for.
    Published publish() {
        Published figures =
                database.call(handle ->
                        new Published(
                                byName(handle, UNDER_WAY, "stage", STAGES),
                                byName(
                                        handle,
                                        MOVED,
                                        "type",
                                        List.of(
                                                Payment.Type.REMITTANCE.text(),
                                                Payment.Type.QR_PAYMENT.text()))));
        figures.underWay()
                .forEach((stage, payments) ->
                        Metrics.count("PaymentsUnderWay", payments, Map.of("stage", stage)));
        figures.movedMinor()
                .forEach((type, minor) ->
                        Metrics.count("MoneyMovedMinor", minor, Map.of("type", type)));
        return figures;
    }

    private static Map<String, Long> byName(
            Handle handle, String query, String column, List<String> names) {
        Map<String, Long> figures = new LinkedHashMap<>();
        names.forEach(name -> figures.put(name, 0L));
        handle.createQuery(query)
                .map((row, _) -> Map.entry(row.getString(column), row.getLong("figure")))
                .forEach(found -> figures.put(found.getKey(), found.getValue()));
        return figures;
    }
}
