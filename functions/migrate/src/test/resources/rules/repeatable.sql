-- kind: expand
-- why: it must be refused
-- locks: what it should not take
-- undo: none
-- since: 0.1.0

CREATE INDEX CONCURRENTLY payments_payee_id_ix ON payments (payee_id);
