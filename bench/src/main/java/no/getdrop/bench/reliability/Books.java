package no.getdrop.bench.reliability;

import no.getdrop.bench.Drop;
import no.getdrop.local.lambda.Outcome;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what customers were told with what Drop has, and that with what the bank has.
///
/// @param lost acknowledged, and not in the database
/// @param twice orders at the bank beyond the first of a payment
/// @param unsent payments that the bank does not have after the worker is done
/// @param strangers orders at the bank that no payment is behind
record Books(int payments, int lost, int twice, int unsent, int strangers) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    boolean agree() {
        return lost == 0 && twice == 0 && unsent == 0 && strangers == 0;
    }

    /// Has the worker deliver what is left, and compares.
    static Books of(Drop drop, Map<String, String> acknowledged) throws Exception {
        drain(drop);
        Set<String> payments = new HashSet<>(ids(drop, "SELECT id FROM transactions"));
        Map<String, Integer> ordered = new HashMap<>();
        drop.host().providers().bank().orders().stream()
                .map(order -> order.requestId().toString())
                .forEach(id -> ordered.merge(id, 1, Integer::sum));
        int lost = 0;
        for (String id : acknowledged.values()) {
            if (!payments.contains(uuid(id))) {
                lost++;
            }
        }
        // One acknowledgement each: two keys with one payment would hide a loss.
        lost += acknowledged.size() - new HashSet<>(acknowledged.values()).size();
        int twice = ordered.values().stream().mapToInt(count -> count - 1).sum();
        int unsent = (int) payments.stream().filter(id -> !ordered.containsKey(id)).count();
        int strangers =
                (int) ordered.keySet().stream().filter(id -> !payments.contains(id)).count();
        return new Books(payments.size(), lost, twice, unsent, strangers);
    }

    private static void drain(Drop drop) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ids(drop, "SELECT id FROM outbox WHERE delivered_at IS NULL").isEmpty()) {
            if (System.nanoTime() > deadline) {
                return;
            }
            update(
                    drop,
                    "UPDATE outbox SET next_attempt_at = now() WHERE delivered_at IS NULL"
                            + " AND next_attempt_at > now() AND coalesce(claimed_until, now())"
                            + " <= now()");
            if (!(drop.host().invoke("WorkerFunction", "{}") instanceof Outcome.Succeeded)) {
                Thread.sleep(200);
            }
        }
    }

    private static String uuid(String publicId) {
        return publicId.substring(4)
                .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    private static List<String> ids(Drop drop, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(drop.host().postgres().jdbcUrl("postgres"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    private static void update(Drop drop, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(drop.host().postgres().jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
