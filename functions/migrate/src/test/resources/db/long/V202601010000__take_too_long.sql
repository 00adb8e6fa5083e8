-- kind: expand
-- why: for a test
-- locks: none
-- undo: drop what it adds
-- since: 0.1.0

CREATE TABLE long (id integer);
SELECT pg_sleep(60);
