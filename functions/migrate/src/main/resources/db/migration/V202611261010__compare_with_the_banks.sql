-- kind: expand
-- why: what the banks say they were ordered is compared with what Drop ordered, day by day
-- locks: SHARE on transactions while the index is built; none but on the new tables otherwise
-- undo: drop the tables and the index; nothing else refers to them
-- since: 0.1.0

-- What the aggregator listed, for the days that are still compared.
CREATE TABLE bank_orders (
    bank_payment_id text        NOT NULL,
    day             date        NOT NULL,
    request_id      uuid,
    status          text        NOT NULL,
    outcome         text,
    amount_minor    bigint      NOT NULL,
    currency        text        NOT NULL,
    listed_at       timestamptz NOT NULL,
    final_at        timestamptz,
    CONSTRAINT bank_orders_pk PRIMARY KEY (bank_payment_id),
    CONSTRAINT bank_orders_outcome_ck CHECK (outcome IN ('pending', 'settled', 'rejected')),
    CONSTRAINT bank_orders_currency_ck CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX bank_orders_day_ix ON bank_orders (day);
CREATE INDEX bank_orders_request_id_ix ON bank_orders (request_id);

-- One row for each day (UTC): how far its list is read, and what came of it.
CREATE TABLE reconciliations (
    day           date        NOT NULL,
    due_at        timestamptz NOT NULL DEFAULT now(),
    claimed_until timestamptz,
    begun_at      timestamptz,
    next_page     text,
    finished_at   timestamptz,
    totals        jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT reconciliations_pk PRIMARY KEY (day),
    CONSTRAINT reconciliations_next_page_ck CHECK (next_page IS NULL OR begun_at IS NOT NULL)
);

-- Where the two sides differ. Nothing is mended by it: a person looks, or a later look closes it.
CREATE TABLE discrepancies (
    id             uuid        NOT NULL,
    day            date        NOT NULL,
    kind           text        NOT NULL,
    subject        text        NOT NULL,
    transaction_id uuid,
    ours           jsonb,
    theirs         jsonb,
    first_seen_at  timestamptz NOT NULL,
    last_seen_at   timestamptz NOT NULL,
    resolved_at    timestamptz,
    CONSTRAINT discrepancies_pk PRIMARY KEY (id),
    CONSTRAINT discrepancies_day_fk FOREIGN KEY (day) REFERENCES reconciliations (day),
    CONSTRAINT discrepancies_transaction_id_fk
        FOREIGN KEY (transaction_id) REFERENCES transactions (id),
    CONSTRAINT discrepancies_kind_ck CHECK (kind IN (
        'missing_there', 'unknown_here', 'twice', 'amount', 'status', 'total')),
    CONSTRAINT discrepancies_seen_ck CHECK (
        last_seen_at >= first_seen_at AND resolved_at >= last_seen_at)
);
CREATE UNIQUE INDEX discrepancies_one_open_uq ON discrepancies (kind, subject)
    WHERE resolved_at IS NULL;
CREATE INDEX discrepancies_day_ix ON discrepancies (day);
CREATE INDEX discrepancies_transaction_id_ix ON discrepancies (transaction_id);

-- Payments in the order in which the banks took them; a few kilobytes that no payment waits for.
CREATE INDEX transactions_submitted_at_ix ON transactions USING brin (submitted_at)
    WITH (autosummarize = on);

GRANT SELECT, INSERT, UPDATE, DELETE ON bank_orders TO drop_app;
GRANT SELECT, INSERT, UPDATE ON reconciliations, discrepancies TO drop_app;
