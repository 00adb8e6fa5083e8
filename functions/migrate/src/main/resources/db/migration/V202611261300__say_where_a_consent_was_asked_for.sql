-- kind: expand
-- why: a person who returns from the bank is handed to the app or the site that asked for the consent
-- locks: ACCESS EXCLUSIVE on consents for an instant
-- undo: ALTER TABLE consents DROP COLUMN platform
-- since: 0.1.0

ALTER TABLE consents
    ADD COLUMN platform text,
    ADD CONSTRAINT consents_platform_ck CHECK (platform IN ('web', 'mobile')) NOT VALID;
