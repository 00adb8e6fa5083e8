package no.getdrop.audit;

import no.getdrop.database.Read;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// The trail of what was done in a person's name, to read; each question sees one person's only,
/// and nothing of what the law keeps from the customer (hvitvaskingsloven § 28).
public final class AuditTrail {
    private static final String PAGE =
            """
            SELECT id, action, resource_type, resource_id, result, ip_address, user_agent,
                   request_id, created_at
            FROM audit_log
            WHERE user_id = :userId AND action NOT LIKE 'aml.%'
              AND (CAST(:before AS uuid) IS NULL
                   OR (created_at, id) < (SELECT last.created_at, last.id FROM audit_log AS last
                                          WHERE last.id = :before AND last.user_id = :userId))
            ORDER BY created_at DESC, id DESC
            LIMIT :limit OFFSET :offset
            """;

    private AuditTrail() {}

    /// What was done once.
    ///
    /// @param action the text of an [Action], or of one that earlier versions recorded
    public record Entry(
            AuditEntryId id,
            String action,
            Audit.Resource resource,
            String result,
            Audit.@Nullable Origin origin,
            Instant at) {
        public Entry {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(resource, "resource");
            Objects.requireNonNull(result, "result");
            Objects.requireNonNull(at, "at");
        }
    }

    /// The newest entries, or those after `before`.
    public static Read<List<Entry>> page(
            UUID userId, @Nullable AuditEntryId before, int offset, int limit) {
        return Read.list(PAGE, (row, context) -> entry(row))
                .with("userId", userId)
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String ipAddress = row.getString("ip_address");
        String requestId = row.getString("request_id");
        return new Entry(
                new AuditEntryId(row.getObject("id", UUID.class)),
                row.getString("action"),
                new Audit.Resource(row.getString("resource_type"), row.getString("resource_id")),
                row.getString("result"),
                ipAddress == null || requestId == null
                        ? null
                        : new Audit.Origin(ipAddress, row.getString("user_agent"), requestId),
                row.getTimestamp("created_at").toInstant());
    }
}
