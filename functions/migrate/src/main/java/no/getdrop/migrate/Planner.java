package no.getdrop.migrate;

import no.getdrop.migrate.sql.Effect;
import no.getdrop.migrate.sql.Effects;
import no.getdrop.migrate.sql.Finding;
import no.getdrop.migrate.sql.MigrationFile;
import no.getdrop.migrate.sql.Statement;
import no.getdrop.migrate.sql.TableLock;

import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.Jdbi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/// Tells what pending migrations would do to the tables as they are now, without running them.
final class Planner {
    /// What one statement costs besides the work, in milliseconds.
    private static final long STATEMENT_MS = 5;

    /// From a trial with a million rows on a busy machine (docs/runbooks/migrations.md), rounded so
    /// that it is rather too long. A rehearsal measures.
    private static final Map<Effect.Work, Long> BYTES_PER_MS =
            Map.of(
                    Effect.Work.SCAN, 200_000L,
                    Effect.Work.INDEX, 40_000L,
                    Effect.Work.ROWS, 5_000L,
                    Effect.Work.REWRITE, 30_000L);

    private static final String SIZES =
            """
            SELECT relname, pg_total_relation_size(oid) AS bytes, reltuples::bigint AS row_count
            FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm')
            """;

    private final Map<String, Report.TableSize> sizes;
    private final Map<String, List<Finding>> findings;

    private Planner(Map<String, Report.TableSize> sizes, Map<String, List<Finding>> findings) {
        this.sizes = sizes;
        this.findings = findings;
    }

    /// A planner for the tables as they are.
    ///
    /// @param findings of the rules, for every file
    static Planner of(DataSource database, List<Finding> findings) {
        return new Planner(
                Jdbi.create(database)
                        .withHandle(handle ->
                                handle
                                        .createQuery(SIZES)
                                        .map((row, context) ->
                                                new Report.TableSize(
                                                        row.getString("relname"),
                                                        row.getLong("bytes"),
                                                        row.getLong("row_count")))
                                        .stream()
                                        .collect(
                                                Collectors.toMap(
                                                        Report.TableSize::table,
                                                        Function.identity(),
                                                        (one, other) -> one,
                                                        LinkedHashMap::new))),
                findings.stream().collect(Collectors.groupingBy(Finding::file)));
    }

    /// What that migration would do.
    Report.Pending plan(MigrationInfo info, MigrationFile file) {
        List<Report.Step> steps = file.statements().stream().map(this::step).toList();
        return new Report.Pending(
                info.getVersion().getVersion(),
                info.getDescription(),
                file.header().kind().spelling(),
                Optional.ofNullable(info.getChecksum()).orElse(0),
                file.header().why(),
                file.header().since().toString(),
                steps.stream().mapToLong(Report.Step::estimateMs).sum(),
                steps,
                findings.getOrDefault(file.name(), List.of()).stream()
                        .map(Finding::toString)
                        .toList());
    }

    private Report.Step step(Statement statement) {
        Effect effect = Effects.of(statement);
        List<TableLock> onOthers =
                effect.locks().stream().filter(lock -> sizes.containsKey(lock.table())).toList();
        List<Report.TableSize> tables =
                onOthers.stream()
                        .map(TableLock::table)
                        .flatMap(table -> Optional.ofNullable(sizes.get(table)).stream())
                        .toList();
        long bytes = tables.stream().mapToLong(Report.TableSize::bytes).sum();
        Long perMs = BYTES_PER_MS.get(effect.work());
        return new Report.Step(
                effect.kind(),
                statement.outline(),
                effect.work().spelling(),
                Report.Step.spelling(onOthers),
                tables,
                STATEMENT_MS + (perMs == null ? 0 : bytes / perMs));
    }
}
