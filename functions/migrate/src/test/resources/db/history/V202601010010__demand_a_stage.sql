-- kind: expand
-- why: new rows have one
-- locks: ACCESS EXCLUSIVE on payments for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE payments
    ADD CONSTRAINT payments_stage_present_ck CHECK (stage IS NOT NULL) NOT VALID;
