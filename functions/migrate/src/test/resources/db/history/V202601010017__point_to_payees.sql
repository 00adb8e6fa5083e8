-- kind: expand
-- why: new rows point to an account
-- locks: SHARE ROW EXCLUSIVE on payments and accounts for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE payments
    ADD CONSTRAINT payments_payee_id_fk FOREIGN KEY (payee_id) REFERENCES accounts (id) NOT VALID;
