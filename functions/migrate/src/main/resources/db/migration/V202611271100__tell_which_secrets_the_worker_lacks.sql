-- kind: expand
-- why: readiness tells which of the providers' secrets nobody filled in, and may not read them itself
-- locks: ACCESS EXCLUSIVE on worker_heartbeats for an instant; no row is written
-- undo: drop the column, while no health function that reads it is deployed
-- since: 0.1.0

ALTER TABLE worker_heartbeats ADD COLUMN missing_secrets text[];
