-- kind: expand
-- why: a customer may ask that the data is kept and not used for more than must be (GDPR Art. 18)
-- locks: ACCESS EXCLUSIVE on users for an instant; the column has no default, no row is rewritten
-- undo: ALTER TABLE users DROP COLUMN restricted_at
-- since: 0.1.0

ALTER TABLE users ADD COLUMN restricted_at timestamptz;
