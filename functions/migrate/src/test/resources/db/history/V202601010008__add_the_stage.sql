-- kind: expand
-- why: a nullable column
-- locks: ACCESS EXCLUSIVE on payments for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE payments ADD COLUMN stage stage;
