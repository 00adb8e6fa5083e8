-- kind: expand
-- why: rows to work on
-- locks: ROW EXCLUSIVE
-- undo: drop what it adds
-- since: 0.1.0

-- Numbered here: a sequence does not go back with what was rolled back.
INSERT INTO accounts (id, number, note) OVERRIDING SYSTEM VALUE
SELECT number, 'account ' || number, 'a note; with a semicolon' FROM generate_series(1, 2000) AS number;
INSERT INTO payments (id, account_id, payee_id, amount_minor)
SELECT number, 1 + number % 2000, 1 + number % 1999, number FROM generate_series(1, 4000) AS number;
