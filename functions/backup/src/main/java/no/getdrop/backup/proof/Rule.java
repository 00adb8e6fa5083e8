package no.getdrop.backup.proof;

import java.util.List;

/// Something that holds of all rows together, as a query that counts where it does not. Every one
/// tells counts alone: an answer holds no data of customers.
///
/// @param id a word, as it stands in the tag of a rejected snapshot
/// @param meaning what holds
/// @param broken SQL for the number of rows that break it
record Rule(String id, String meaning, String broken) {
    /// The rules of Drop's tables.
    static final List<Rule> ALL =
            List.of(
                    new Rule(
                            "events",
                            "a payment's events are 1 to its version, and the last has its stage",
                            """
                            SELECT count(*) FROM transactions
                            LEFT JOIN (SELECT transaction_id, count(*) AS events,
                                              max(sequence) AS last
                                       FROM transaction_events
                                       GROUP BY transaction_id) AS told
                              ON told.transaction_id = transactions.id
                            LEFT JOIN transaction_events AS newest
                              ON newest.transaction_id = transactions.id
                             AND newest.sequence = transactions.version
                            WHERE told.events IS DISTINCT FROM transactions.version
                               OR told.last IS DISTINCT FROM transactions.version
                               OR newest.stage IS DISTINCT FROM transactions.stage
                            """),
                    new Rule(
                            "outbox",
                            "a payment has one outbox row, and none before it is released",
                            """
                            SELECT count(*) FROM transactions
                            LEFT JOIN (SELECT transaction_id, count(*) AS orders FROM outbox
                                       GROUP BY transaction_id) AS sent
                              ON sent.transaction_id = transactions.id
                            LEFT JOIN (SELECT DISTINCT transaction_id FROM transaction_events
                                       WHERE stage = 'instructed') AS released
                              ON released.transaction_id = transactions.id
                            WHERE coalesce(sent.orders, 0)
                               <> CASE WHEN released.transaction_id IS NULL THEN 0 ELSE 1 END
                            """),
                    new Rule(
                            "audit",
                            "a payment has one entry in the audit log that it was made",
                            """
                            SELECT count(*) FROM transactions
                            LEFT JOIN (SELECT resource_id, count(*) AS entries FROM audit_log
                                       WHERE action = 'transaction.created'
                                         AND resource_type = 'transaction'
                                       GROUP BY resource_id) AS made
                              ON made.resource_id
                                 = 'txn_' || replace(CAST(transactions.id AS text), '-', '')
                            WHERE made.entries IS DISTINCT FROM 1
                            """),
                    new Rule(
                            "answers",
                            "a payment has its stored answer",
                            """
                            SELECT count(*) FROM transactions
                            WHERE NOT EXISTS (
                                SELECT FROM idempotency_keys
                                WHERE idempotency_keys.user_id = transactions.user_id
                                  AND idempotency_keys.idempotency_key
                                      = transactions.idempotency_key)
                            """),
                    new Rule(
                            "amounts",
                            "a remittance has the amounts and the rate of its quote",
                            """
                            SELECT count(*) FROM transactions
                            JOIN quotes ON quotes.id = transactions.quote_id
                            WHERE (transactions.amount_minor, transactions.fee_minor,
                                   transactions.total_minor, transactions.received_minor,
                                   transactions.rate)
                                  <> (quotes.amount_minor, quotes.fee_minor, quotes.total_minor,
                                      quotes.received_minor, quotes.rate)
                            """),
                    new Rule(
                            "authentications",
                            "a payment's authentication is used up",
                            """
                            SELECT count(*) FROM transactions
                            JOIN payment_sessions
                              ON payment_sessions.id = transactions.payment_session_id
                            WHERE payment_sessions.status <> 'consumed'
                            """),
                    new Rule(
                            "indexes",
                            "every index is valid",
                            """
                            SELECT count(*) FROM pg_index
                            WHERE NOT indisvalid OR NOT indisready
                            """),
                    new Rule(
                            "constraints",
                            "every constraint holds for all rows",
                            """
                            SELECT count(*) FROM pg_constraint
                            WHERE NOT convalidated
                              AND connamespace = CAST('public' AS regnamespace)
                            """),
                    new Rule(
                            "roles",
                            "the role of the application is there",
                            """
                            SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM pg_roles
                            WHERE rolname = 'drop_app' AND rolcanlogin
                            """));

    /// Anti-joins, one for each foreign key of the schema: the constraint says that there is no
    /// orphan, and the rows are asked whether that is true.
    static final String ORPHANS =
            """
            SELECT format(
                       'SELECT %L AS name, count(*) AS broken FROM %s AS child WHERE %s'
                       || ' AND NOT EXISTS (SELECT FROM %s AS parent WHERE %s)',
                       conname, CAST(conrelid AS regclass),
                       (SELECT string_agg(format('child.%I IS NOT NULL', attname), ' AND ')
                        FROM pg_attribute
                        WHERE attrelid = conrelid AND attnum = ANY (conkey)),
                       CAST(confrelid AS regclass),
                       (SELECT string_agg(
                                   format('parent.%I = child.%I', parent.attname, child.attname),
                                   ' AND ')
                        FROM unnest(conkey, confkey) AS pair (child_column, parent_column)
                        JOIN pg_attribute AS child
                          ON child.attrelid = conrelid AND child.attnum = child_column
                        JOIN pg_attribute AS parent
                          ON parent.attrelid = confrelid AND parent.attnum = parent_column))
            FROM pg_constraint
            WHERE contype = 'f' AND connamespace = CAST('public' AS regnamespace)
            ORDER BY conname
            """;
}
