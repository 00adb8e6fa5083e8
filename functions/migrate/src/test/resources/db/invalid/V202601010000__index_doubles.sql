-- kind: expand
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS doubles_id_uq ON doubles (id);
