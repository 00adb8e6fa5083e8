-- kind: expand
-- why: a view
-- locks: none
-- undo: drop what it adds
-- since: 0.1.0

CREATE VIEW totals AS
SELECT account_id, sum(amount_minor) AS total_minor FROM payments GROUP BY account_id;
