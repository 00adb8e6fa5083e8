package no.getdrop.backup.proof;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.run.Proofs;
import no.getdrop.runtime.FieldCipher;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Asks a restored copy all that makes it a backup: that its fence is there, that it holds at least
/// what the fence counted, that its tables agree with each other, and that it can be read.
public final class ProofSuite implements Proofs {
    /// How many of the last links of the chain are recomputed.
    private static final int LINKS = 7;

    /// All that is in it: an older copy has fewer columns.
    private static final String FENCE =
            """
            SELECT to_jsonb(fence) AS fence FROM backup_fences AS fence
            WHERE run_id = :run
            """;

    private static final String BROKEN_LINKS =
            """
            SELECT count(*) AS links, count(*) FILTER (WHERE head_hash <> (LINK_)) AS broken
            FROM (SELECT slot, fenced_at, head_hash FROM backup_fences
                  WHERE head_hash IS NOT NULL
                  ORDER BY slot DESC, fenced_at DESC
                  LIMIT LIMIT_) AS fence
            """
                    .replace("LINK_", Chain.link("fence.slot", "fence.fenced_at"))
                    .replace("LIMIT_", Integer.toString(LINKS));

    private static final String SCHEMA =
            """
            SELECT CAST((SCHEMA_) AS text)
            """
                    .replace("SCHEMA_", Rows.SCHEMA);

    private static final String SEALED =
            """
            SELECT id, encode(account_encrypted, 'base64') AS sealed FROM recipients
            ORDER BY created_at DESC, id DESC LIMIT 1
            """;

    private static final String NEWEST =
            """
            SELECT greatest((SELECT max(created_at) FROM transaction_events),
                            (SELECT max(created_at) FROM audit_log),
                            (SELECT max(fenced_at) FROM backup_fences)) AS newest_at
            """;

    private final BiFunction<Snapshot, Clone, Sql> restored;
    private final FieldCipher cipher;

    /// @param restored how a restored copy is asked
    /// @param cipher with the keys of the application
    public ProofSuite(BiFunction<Snapshot, Clone, Sql> restored, FieldCipher cipher) {
        this.restored = restored;
        this.cipher = cipher;
    }

    @Override
    public Proof prove(Snapshot snapshot, Clone clone) {
        Sql sql;
        try {
            sql = restored.apply(snapshot, clone);
            return prove(snapshot, sql);
        } catch (Sql.UnreachableException e) {
            throw new UnansweredException(String.valueOf(e.getMessage()), e);
        }
    }

    Proof prove(Snapshot snapshot, Sql sql) {
        List<Check> checks = new ArrayList<>();
        Optional<JsonNode> fence = fence(snapshot, sql, checks);
        checks.add(guarded("schema", () -> schema(fence, sql)));
        checks.add(
                guarded("counts", () -> atLeast("counts", fence, "row_counts", Rows.COUNTS, sql)));
        checks.add(guarded("sums", () -> atLeast("sums", fence, "sums", Rows.SUMS, sql)));
        checks.add(guarded("chain", () -> chain(fence, sql)));
        for (Rule rule : Rule.ALL) {
            checks.add(guarded(rule.id(), () -> rule(rule, sql)));
        }
        checks.add(guarded("orphans", () -> orphans(sql)));
        checks.add(guarded("encryption", () -> encryption(sql)));
        return new Proof(checks, newest(sql));
    }

    /// A question that the database refuses shows that something is missing there.
    private static Check guarded(String id, Supplier<Check> check) {
        try {
            return check.get();
        } catch (Sql.RefusedException e) {
            return new Check(id, false, "refused: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static Optional<JsonNode> fence(Snapshot snapshot, Sql sql, List<Check> checks) {
        String run = snapshot.run().orElse("");
        try {
            List<JsonNode> rows =
                    sql.rows(FENCE, Map.of("run", run)).stream()
                            .map(row -> row.path("fence"))
                            .toList();
            String fault = rows.isEmpty() ? "no row " + run : fault(snapshot, rows.getFirst());
            checks.add(new Check("fence", fault.isEmpty(), fault));
            return rows.stream().findFirst();
        } catch (Sql.RefusedException e) {
            checks.add(
                    new Check(
                            "fence",
                            false,
                            "refused: " + firstLine(String.valueOf(e.getMessage()))));
            return Optional.empty();
        }
    }

    private static String fault(Snapshot snapshot, JsonNode fence) {
        Instant held = time(fence.path("fenced_at")).truncatedTo(ChronoUnit.MILLIS);
        return snapshot.fencedAt()
                .map(expected ->
                        expected.truncatedTo(ChronoUnit.MILLIS).equals(held)
                                ? ""
                                : "the fence is of " + held + ", expected " + expected)
                .orElse("the snapshot was taken without a fence");
    }

    /// The newest migration is that of the fence, and so is every column, constraint and index.
    private static Check schema(Optional<JsonNode> fence, Sql sql) {
        String version = sql.texts(Rows.SCHEMA_VERSION, Map.of()).stream().findFirst().orElse("");
        String expected = fence.map(row -> row.path("schema_version").asText()).orElse(version);
        if (!version.equals(expected)) {
            return new Check(
                    "schema", false, "version " + version + ", the fence says " + expected);
        }
        String found = sql.texts(SCHEMA, Map.of()).getFirst();
        boolean same =
                fence.map(row -> row.path("schema_sha256"))
                        .filter(JsonNode::isTextual)
                        .map(sha256 -> sha256.asText().equals(found))
                        .orElse(true);
        return new Check(
                "schema",
                same,
                same ? "version " + version : "a column, constraint or index differs");
    }

    private static Check atLeast(
            String id, Optional<JsonNode> fence, String column, String query, Sql sql) {
        if (fence.isEmpty()) {
            return new Check(id, false, "no fence to compare with");
        }
        JsonNode now = sql.rows(query, Map.of()).getFirst();
        JsonNode found = now.elements().next();
        List<String> less = new ArrayList<>();
        fence.get()
                .path(column)
                .properties()
                .forEach(each -> {
                    long expected = each.getValue().asLong();
                    JsonNode there = found.path(each.getKey());
                    if (there.isMissingNode() || there.asLong() < expected) {
                        less.add(
                                each.getKey()
                                        + (there.isMissingNode() ? " none" : " " + there.asLong())
                                        + ", the fence says "
                                        + expected);
                    }
                });
        return new Check(
                id,
                less.isEmpty(),
                less.isEmpty() ? found.size() + " agree" : String.join("; ", less));
    }

    private static Check chain(Optional<JsonNode> fence, Sql sql) {
        JsonNode found = sql.rows(BROKEN_LINKS, Map.of()).getFirst();
        long links = found.path("links").asLong();
        long broken = found.path("broken").asLong();
        boolean expected = fence.filter(row -> row.path("head_hash").isTextual()).isPresent();
        return new Check(
                "chain",
                broken == 0 && (links > 0 || !expected),
                broken + " of the last " + links + " links broken");
    }

    private static Check rule(Rule rule, Sql sql) {
        long broken = Long.parseLong(sql.texts(text(rule.broken()), Map.of()).getFirst());
        return new Check(
                rule.id(),
                broken == 0,
                broken == 0 ? rule.meaning() : broken + " rows break: " + rule.meaning());
    }

    /// The Data API gives numbers their own type; we take texts.
    private static String text(String count) {
        return "SELECT CAST((" + count + ") AS text)";
    }

    private static Check orphans(Sql sql) {
        List<String> questions = sql.texts(Rule.ORPHANS, Map.of());
        List<String> broken = new ArrayList<>();
        if (!questions.isEmpty()) {
            String all =
                    "SELECT name, broken FROM ("
                            + String.join(" UNION ALL ", questions)
                            + ") AS keys WHERE broken > 0";
            for (JsonNode row : sql.rows(all, Map.of())) {
                broken.add(row.path("name").asText() + " " + row.path("broken").asLong());
            }
        }
        return new Check(
                "orphans",
                broken.isEmpty() && !questions.isEmpty(),
                broken.isEmpty()
                        ? questions.size() + " foreign keys asked"
                        : String.join("; ", broken));
    }

    private Check encryption(Sql sql) {
        List<JsonNode> rows = sql.rows(SEALED, Map.of());
        if (rows.isEmpty()) {
            return new Check("encryption", true, "nothing is encrypted yet");
        }
        JsonNode row = rows.getFirst();
        try {
            byte[] sealed = Base64.getMimeDecoder().decode(row.path("sealed").asText());
            String place = "recipients:" + row.path("id").asText() + ":account";
            boolean opens = !cipher.decrypt(sealed, place).isEmpty();
            return new Check(
                    "encryption", opens, opens ? "an account opens" : "an account is empty");
        } catch (IllegalStateException | IllegalArgumentException e) {
            // Without the message: it names the row.
            return new Check("encryption", false, "an account does not open with the keys in use");
        }
    }

    private static Optional<Instant> newest(Sql sql) {
        try {
            return sql.rows(NEWEST, Map.of()).stream()
                    .map(row -> row.path("newest_at"))
                    .filter(JsonNode::isTextual)
                    .map(ProofSuite::time)
                    .findFirst();
        } catch (Sql.RefusedException e) {
            return Optional.empty();
        }
    }

    private static Instant time(JsonNode text) {
        return OffsetDateTime.parse(text.asText()).toInstant();
    }
}
