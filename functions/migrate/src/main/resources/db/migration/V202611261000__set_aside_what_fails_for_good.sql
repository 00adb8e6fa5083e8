-- kind: expand
-- why: what fails for a reason that does not go away is set aside and told, not tried for ever
-- locks: ACCESS EXCLUSIVE on outbox and webhook_events for an instant; no default rewrites a row
-- undo: drop the columns and the index; nothing else refers to them
-- since: 0.1.0

-- Faults are attempts that failed by the row or by what the bank answered, not by a bank that was
-- away. A row that is set aside is due at infinity, so that older code leaves it alone too.
ALTER TABLE outbox
    ADD COLUMN faults       integer NOT NULL DEFAULT 0,
    ADD COLUMN set_aside_at timestamptz;

-- Attempts that ended in a failure or a crash; an event that waits for its subject begins anew.
ALTER TABLE webhook_events
    ADD COLUMN attempts        integer     NOT NULL DEFAULT 0,
    ADD COLUMN next_attempt_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN last_error      text,
    ADD COLUMN replayed_at     timestamptz;

-- Those that are to be acted on, and those that are set aside; each run asks for both.
CREATE INDEX webhook_events_due_ix ON webhook_events (next_attempt_at)
    WHERE processed_at IS NULL;
CREATE INDEX webhook_events_failed_ix ON webhook_events (received_at) WHERE outcome = 'failed';
