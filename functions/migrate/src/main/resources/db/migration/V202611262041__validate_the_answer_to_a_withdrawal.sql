-- kind: expand
-- why: a withdrawal has an answer when it is rejected, in every row
-- locks: SHARE UPDATE EXCLUSIVE on withdrawal_requests while it is read once
-- undo: nothing to undo; the constraint goes with its column
-- since: 0.1.0

ALTER TABLE withdrawal_requests VALIDATE CONSTRAINT withdrawal_requests_answer_ck;
