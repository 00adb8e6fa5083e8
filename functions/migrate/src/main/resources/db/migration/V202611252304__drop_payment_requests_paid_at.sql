-- kind: expand
-- why: that a request is paid is told by its payment alone; nothing ever wrote this column
-- locks: ACCESS EXCLUSIVE on payment_requests for an instant
-- undo: ALTER TABLE payment_requests ADD COLUMN paid_at timestamptz
-- since: 0.1.0

ALTER TABLE payment_requests DROP COLUMN paid_at;
