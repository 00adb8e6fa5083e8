-- kind: expand
-- why: an alert is released by two administrators, and the row says who was the first
-- locks: ACCESS EXCLUSIVE on aml_alerts and SHARE ROW EXCLUSIVE on users for an instant
-- undo: ALTER TABLE aml_alerts DROP COLUMN first_released_by, DROP COLUMN first_released_at, DROP COLUMN
--       first_release_reason, DROP COLUMN released_by_one
-- since: 0.1.0

-- The last constraint leaves out the alerts that one administrator released before, which the next
-- migration marks. The release before this one can reject and escalate, and not release.
ALTER TABLE aml_alerts
    ADD COLUMN first_released_by uuid,
    ADD COLUMN first_released_at timestamptz,
    ADD COLUMN first_release_reason text,
    ADD COLUMN released_by_one boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT aml_alerts_first_released_by_fk
        FOREIGN KEY (first_released_by) REFERENCES users (id) NOT VALID,
    ADD CONSTRAINT aml_alerts_first_release_ck
        CHECK ((first_released_by IS NULL) = (first_released_at IS NULL)
            AND (first_released_by IS NULL) = (first_release_reason IS NULL)
            AND first_released_by <> user_id) NOT VALID,
    ADD CONSTRAINT aml_alerts_two_releases_ck
        CHECK (status <> 'released'
            OR released_by_one
            OR first_released_by IS NOT NULL AND first_released_by <> decided_by) NOT VALID;
