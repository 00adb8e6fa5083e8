-- kind: expand
-- why: the platform of a consent is one of two in every row
-- locks: SHARE UPDATE EXCLUSIVE on consents while it is read once
-- undo: nothing to undo; the constraint goes with its column
-- since: 0.1.0

ALTER TABLE consents VALIDATE CONSTRAINT consents_platform_ck;
