-- kind: expand
-- why: all rows have one
-- locks: SHARE UPDATE EXCLUSIVE on payments
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE payments VALIDATE CONSTRAINT payments_stage_present_ck;
