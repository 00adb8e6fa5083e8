-- kind: expand
-- why: a column with a constant default
-- locks: ACCESS EXCLUSIVE on payments for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE payments ADD COLUMN currency text NOT NULL DEFAULT 'NOK';
