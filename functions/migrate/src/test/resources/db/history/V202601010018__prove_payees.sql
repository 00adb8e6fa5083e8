-- kind: expand
-- why: all rows do
-- locks: SHARE UPDATE EXCLUSIVE on payments, ROW SHARE on accounts
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE payments VALIDATE CONSTRAINT payments_payee_id_fk;
