-- kind: expand
-- why: payments
-- locks: none but on the new table
-- undo: drop what it adds
-- since: 0.1.0

CREATE TABLE payments (
    id           bigint  NOT NULL,
    account_id   bigint  NOT NULL,
    payee_id     bigint,
    amount_minor integer NOT NULL,
    CONSTRAINT payments_pk PRIMARY KEY (id),
    CONSTRAINT payments_account_id_fk FOREIGN KEY (account_id) REFERENCES accounts (id)
);
