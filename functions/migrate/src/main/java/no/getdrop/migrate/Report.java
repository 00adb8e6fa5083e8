package no.getdrop.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;

import no.getdrop.migrate.sql.TableLock;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The state of the schema after an action.
///
/// @param summary the same in sentences, for people
/// @param release of Drop that this function is
/// @param build its commit or build number
/// @param schemaVersion the newest version that is applied; null in an empty database
/// @param fingerprint of the schema's catalogue, 64 hexadecimal digits; null where it was not
///   looked at
/// @param drift what differs from the schema as it was migrated, in words; empty when nothing does
/// @param applied what this action applied, or for a question about the state all that ever was
/// @param pending what this build holds and the database lacks
/// @param analysed tables whose statistics were renewed, since they were changed
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Report(
        List<String> summary,
        String release,
        String build,
        @Nullable String schemaVersion,
        @Nullable String fingerprint,
        List<String> drift,
        List<Applied> applied,
        List<Pending> pending,
        List<String> analysed) {
    public Report {
        summary = List.copyOf(summary);
        drift = List.copyOf(drift);
        applied = List.copyOf(applied);
        pending = List.copyOf(pending);
        analysed = List.copyOf(analysed);
    }

    /// The same in other sentences.
    Report with(List<String> sentences) {
        return new Report(
                sentences,
                release,
                build,
                schemaVersion,
                fingerprint,
                drift,
                applied,
                pending,
                analysed);
    }

    /// One applied migration.
    ///
    /// @param millis how long it took, in milliseconds
    /// @param rows written by it
    /// @param lockWaitMs for how many of the milliseconds it waited for locks of others
    /// @param statements one by one; empty for a migration that an earlier run applied
    public record Applied(
            String version,
            String description,
            long millis,
            long rows,
            long lockWaitMs,
            List<Ran> statements) {
        public Applied {
            statements = List.copyOf(statements);
        }
    }

    /// One statement that ran.
    ///
    /// @param statement its first words, without literals
    /// @param rows that it wrote, those of triggers and functions included; 0 for what runs outside
    ///   a transaction
    /// @param locks that it took on tables that are not its migration's own; only a rehearsal looks
    public record Ran(
            String statement, long millis, long rows, long lockWaitMs, List<String> locks) {
        public Ran {
            locks = List.copyOf(locks);
        }
    }

    /// One migration that is still to be applied.
    ///
    /// @param kind `expand` or `contract`, from the file's header
    /// @param checksum of the file's text, as the history will hold it
    /// @param why as its header says
    /// @param since the first release whose code fits the schema after it
    /// @param estimateMs how long it may take with the tables as large as they are
    /// @param findings rules that it breaks, each with the way around it
    public record Pending(
            String version,
            String description,
            String kind,
            int checksum,
            String why,
            String since,
            long estimateMs,
            List<Step> statements,
            List<String> findings) {
        public Pending {
            statements = List.copyOf(statements);
            findings = List.copyOf(findings);
        }
    }

    /// One statement that is to run.
    ///
    /// @param kind its first words, such as `alter table`
    /// @param statement the same with names, without literals
    /// @param work how its time grows: `catalogue`, `rows`, `scan`, `index`, `rewrite`, `unknown`
    /// @param locks on tables that exist already
    /// @param tables those tables as they are
    public record Step(
            String kind,
            String statement,
            String work,
            List<String> locks,
            List<TableSize> tables,
            long estimateMs) {
        public Step {
            locks = List.copyOf(locks);
            tables = List.copyOf(tables);
        }

        static List<String> spelling(List<TableLock> locks) {
            return locks.stream().map(TableLock::toString).toList();
        }
    }

    /// How large a table is.
    ///
    /// @param bytes with its indexes
    /// @param rows as PostgreSQL last counted them; -1 when it never did
    public record TableSize(String table, long bytes, long rows) {}
}
