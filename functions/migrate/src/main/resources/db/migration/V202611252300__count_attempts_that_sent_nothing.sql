-- kind: expand
-- why: a payment can be taken back only while it is certain that no order of it left Drop
-- locks: ACCESS EXCLUSIVE on outbox for an instant; a constant default rewrites nothing
-- undo: ALTER TABLE outbox DROP COLUMN unsent_attempts
-- since: 0.1.0

-- Attempts of which it is known that the bank got nothing; the others may have reached it.
ALTER TABLE outbox
    ADD COLUMN unsent_attempts integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT outbox_unsent_attempts_ck CHECK (unsent_attempts >= 0);
