package no.getdrop.migrate;

import no.getdrop.migrate.sql.Effect;
import no.getdrop.migrate.sql.Effects;
import no.getdrop.migrate.sql.MigrationFile;
import no.getdrop.migrate.sql.TableLock;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

/// Renews the planner's statistics of tables that migrations changed: queries of the new code must
/// not meet guesses.
record Statistics(DataSource database) {
    private static final Logger log = LoggerFactory.getLogger(Statistics.class);

    private static final String TABLES =
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND relname IN (<names>)
            ORDER BY relname
            """;

    /// Renews them, and tells for which tables. That it could not be done fails no deployment:
    /// PostgreSQL does it by itself later.
    ///
    /// @param changed tables that differ now
    /// @param files that were applied; tables whose rows they wrote are added
    List<String> renew(List<String> changed, List<MigrationFile> files) {
        List<String> names =
                Stream.concat(changed.stream(), files.stream().flatMap(Statistics::written))
                        .distinct()
                        .toList();
        if (names.isEmpty()) {
            return List.of();
        }
        List<String> renewed = new ArrayList<>();
        Jdbi.create(database)
                .useHandle(handle -> {
                    for (String table :
                            handle.createQuery(TABLES)
                                    .bindList("names", names)
                                    .mapTo(String.class)
                                    .list()) {
                        try {
                            handle.execute(
                                    "ANALYZE public.\"" + table.replace("\"", "\"\"") + "\"");
                            renewed.add(table);
                        } catch (JdbiException e) {
                            log.atWarn()
                                    .setCause(e)
                                    .addKeyValue("table", table)
                                    .log("its statistics were not renewed");
                        }
                    }
                });
        return renewed;
    }

    private static Stream<String> written(MigrationFile file) {
        return file.statements().stream()
                .map(Effects::of)
                .filter(effect -> effect.work() == Effect.Work.ROWS)
                .flatMap(effect -> effect.locks().stream())
                .map(TableLock::table);
    }
}
