-- kind: expand
-- why: a withdrawal that is sent twice is one withdrawal
-- locks: SHARE on withdrawal_requests while the index is built; nobody has written to it yet
-- undo: DROP INDEX withdrawal_requests_one_open_uq
-- since: 0.1.0

CREATE UNIQUE INDEX withdrawal_requests_one_open_uq ON withdrawal_requests (user_id)
    WHERE completed_at IS NULL;
