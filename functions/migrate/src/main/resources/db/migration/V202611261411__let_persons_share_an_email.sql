-- kind: expand
-- why: BankID may tell the same email of two persons, and the second could not log in
-- locks: ACCESS EXCLUSIVE on users for an instant
-- undo: none is needed; among those with a password the index of the migration before holds
-- since: 0.1.0

ALTER TABLE users DROP CONSTRAINT users_email_uq;
