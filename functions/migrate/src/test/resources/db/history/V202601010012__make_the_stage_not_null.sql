-- kind: expand
-- why: the column itself says so
-- locks: ACCESS EXCLUSIVE on payments for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE payments ALTER COLUMN stage SET NOT NULL;
ALTER TABLE payments DROP CONSTRAINT payments_stage_present_ck;
