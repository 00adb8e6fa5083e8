-- kind: expand
-- why: each payment adds up what its customer paid in a day, a month and a year
-- locks: SHARE on transactions while the index is built
-- undo: DROP INDEX transactions_user_created_ix
-- since: 0.1.0

CREATE INDEX transactions_user_created_ix ON transactions (user_id, created_at)
    INCLUDE (type, status, amount_minor);
