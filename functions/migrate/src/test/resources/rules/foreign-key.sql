-- kind: expand
-- why: it must be refused
-- locks: what it should not take
-- undo: none
-- since: 0.1.0

ALTER TABLE payments
    ADD CONSTRAINT payments_payee_id_fk FOREIGN KEY (payee_id) REFERENCES accounts (id);
