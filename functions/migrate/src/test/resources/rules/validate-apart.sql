-- kind: expand
-- why: it must be refused
-- locks: what it should not take
-- undo: none
-- since: 0.1.0

ALTER TABLE payments ADD CONSTRAINT payments_amount_ck CHECK (amount_minor > 0) NOT VALID;
ALTER TABLE payments VALIDATE CONSTRAINT payments_amount_ck;
