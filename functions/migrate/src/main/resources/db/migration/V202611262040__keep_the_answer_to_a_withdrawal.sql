-- kind: expand
-- why: a customer whose withdrawal is rejected reads why
-- locks: ACCESS EXCLUSIVE on withdrawal_requests for an instant
-- undo: ALTER TABLE withdrawal_requests DROP COLUMN answer
-- since: 0.1.0

ALTER TABLE withdrawal_requests
    ADD COLUMN answer text,
    ADD CONSTRAINT withdrawal_requests_answer_ck
        CHECK ((status = 'rejected') = (answer IS NOT NULL)
            AND char_length(answer) BETWEEN 1 AND 10000) NOT VALID;
