-- kind: expand
-- why: a first release is whole, and by somebody else than the customer, in every row; what one
--      administrator released before two were needed says so
-- locks: ROW EXCLUSIVE and SHARE UPDATE EXCLUSIVE on aml_alerts and ROW SHARE on users while aml_alerts
--       is read once
-- undo: nothing to undo; the constraints go with their columns
-- since: 0.1.0

UPDATE aml_alerts SET released_by_one = true
WHERE status = 'released' AND first_released_by IS NULL;
ALTER TABLE aml_alerts VALIDATE CONSTRAINT aml_alerts_first_released_by_fk;
ALTER TABLE aml_alerts VALIDATE CONSTRAINT aml_alerts_first_release_ck;
ALTER TABLE aml_alerts VALIDATE CONSTRAINT aml_alerts_two_releases_ck;
