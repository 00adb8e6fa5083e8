package no.getdrop.backup.proof;

/// The hash chain over what is never changed: audit log and events of payments. Each night's fence
/// holds SHA-256 of the night before's and of all rows since, so that a row which was changed or
/// removed later breaks the link of its night and no other row has to be kept for it.
///
/// A link ends five minutes before its fence: by then whoever wrote a row has committed it. Columns
/// are listed, so that one that is added later changes no link.
final class Chain {
    private static final String LINK =
            """
            SELECT sha256(
                       coalesce(previous.head_hash, CAST('' AS bytea))
                       || convert_to(coalesce((
                           SELECT string_agg(line, '' ORDER BY line)
                           FROM (
                               SELECT md5(concat_ws('|', id, user_id, action, resource_type,
                                                    resource_id, result, details,
                                                    extract(epoch FROM created_at))) AS line,
                                      created_at
                               FROM audit_log
                               UNION ALL
                               SELECT md5(concat_ws('|', transaction_id, sequence, stage, details,
                                                    extract(epoch FROM event_at),
                                                    extract(epoch FROM created_at))),
                                      created_at
                               FROM transaction_events) AS lines
                           WHERE created_at < AT_ - make_interval(mins => 5)
                             AND created_at >= coalesce(
                                 previous.fenced_at - make_interval(mins => 5),
                                 CAST('-infinity' AS timestamptz))), ''), 'UTF8'))
            FROM (SELECT 1) AS once
            LEFT JOIN LATERAL (
                SELECT head_hash, fenced_at FROM backup_fences
                WHERE head_hash IS NOT NULL AND slot < SLOT_
                ORDER BY slot DESC, fenced_at DESC
                LIMIT 1) AS previous ON true
            """;

    private Chain() {}

    /// A query for the link of a fence.
    ///
    /// @param slot SQL for its night
    /// @param at SQL for when it was written
    static String link(String slot, String at) {
        return LINK.replace("SLOT_", slot).replace("AT_", at);
    }
}
