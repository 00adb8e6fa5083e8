-- kind: expand
-- why: an email names one person among those who log in with a password, and nobody else
-- locks: SHARE UPDATE EXCLUSIVE on users
-- undo: DROP INDEX users_email_with_password_uq
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS users_email_with_password_uq;
CREATE UNIQUE INDEX CONCURRENTLY users_email_with_password_uq ON users (email)
    WHERE password_hash IS NOT NULL;
