-- kind: expand
-- why: for a test
-- locks: as the test says
-- undo: drop what it adds
-- since: 0.1.0

CREATE TABLE half (id integer);
SELECT no_such_function();
