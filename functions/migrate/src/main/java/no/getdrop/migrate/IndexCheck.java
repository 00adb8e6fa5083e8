package no.getdrop.migrate;

import org.jdbi.v3.core.Jdbi;

import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/// Finds indexes that PostgreSQL keeps but does not use: a `CREATE INDEX CONCURRENTLY` that failed
/// leaves one, and `IF NOT EXISTS` then takes it for done.
final class IndexCheck {
    private static final String INVALID =
            """
            SELECT class.relname
            FROM pg_index AS index
            JOIN pg_class AS class ON class.oid = index.indexrelid
            WHERE NOT index.indisvalid AND class.relnamespace = 'public'::regnamespace
            ORDER BY class.relname
            """;

    private IndexCheck() {}

    /// The fault of the invalid indexes, if there are any beside those.
    ///
    /// @param rebuilt indexes that pending migrations drop and make anew
    static Optional<Refusal> findFault(DataSource database, List<String> rebuilt) {
        List<String> invalid =
                Jdbi.create(database)
                        .withHandle(handle ->
                                handle.createQuery(INVALID).mapTo(String.class).list().stream()
                                        .filter(index -> !rebuilt.contains(index))
                                        .toList());
        if (invalid.isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(", ", invalid);
        return Optional.of(
                new Refusal(
                        Refusal.Kind.FAILED,
                        "invalid indexes: " + names,
                        "every index valid, but for those that a pending migration makes anew",
                        "DROP INDEX CONCURRENTLY "
                                + names
                                + ", then make each again with CREATE INDEX CONCURRENTLY"));
    }
}
