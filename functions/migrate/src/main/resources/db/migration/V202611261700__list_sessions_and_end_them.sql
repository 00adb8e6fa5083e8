-- kind: expand
-- why: customers see where a session was begun; a login ends its browser's former one; unused ones end
-- locks: ACCESS EXCLUSIVE on sessions and authentication_requests for an instant
-- undo: drop sessions.user_agent and authentication_requests.former_session_id; the wider check harms nobody
-- since: 0.1.0

ALTER TABLE sessions
    ADD COLUMN user_agent text,
    ADD CONSTRAINT sessions_user_agent_ck CHECK (length(user_agent) BETWEEN 1 AND 200) NOT VALID;

-- No foreign key: the row is deleted a day after its ten minutes, and a session 90 days after its end.
ALTER TABLE authentication_requests ADD COLUMN former_session_id uuid;

ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_reason_ck;
-- Every row fits the narrower check that was.
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_reason_ck
    CHECK (revoked_reason IN ('logout', 'logout_all', 'customer', 'login', 'inactivity',
                              'refresh_reuse', 'code_reuse', 'admin', 'erasure')) NOT VALID;
