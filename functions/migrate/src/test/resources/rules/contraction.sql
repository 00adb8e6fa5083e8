-- kind: expand
-- why: it must be refused
-- locks: what it should not take
-- undo: none
-- since: 0.1.0

ALTER TABLE payments DROP COLUMN payee_id;
