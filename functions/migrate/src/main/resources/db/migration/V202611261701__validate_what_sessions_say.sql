-- kind: expand
-- why: what V202611261700 promised of sessions holds of all rows
-- locks: SHARE UPDATE EXCLUSIVE on sessions while its rows are read
-- undo: none is needed
-- since: 0.1.0

ALTER TABLE sessions VALIDATE CONSTRAINT sessions_user_agent_ck;
ALTER TABLE sessions VALIDATE CONSTRAINT sessions_revoked_reason_ck;
