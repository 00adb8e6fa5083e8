-- kind: expand
-- why: a session was last used when its newest refresh token was made; the index on the session alone is a part of this one
-- locks: SHARE UPDATE EXCLUSIVE on refresh_tokens
-- undo: build refresh_tokens_session_id_ix on (session_id) again, then drop refresh_tokens_session_created_ix
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS refresh_tokens_session_created_ix;
CREATE INDEX CONCURRENTLY refresh_tokens_session_created_ix
    ON refresh_tokens (session_id, created_at);
DROP INDEX CONCURRENTLY IF EXISTS refresh_tokens_session_id_ix;
