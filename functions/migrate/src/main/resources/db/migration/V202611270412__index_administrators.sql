-- kind: expand
-- why: whoever decides on a change of roles counts and locks the administrators, a few among all users
-- locks: SHARE UPDATE EXCLUSIVE on users
-- undo: DROP INDEX users_administrators_ix
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS users_administrators_ix;
CREATE INDEX CONCURRENTLY users_administrators_ix ON users (id) WHERE role = 'admin';
