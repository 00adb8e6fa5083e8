-- kind: expand
-- why: it must be refused
-- locks: what it should not take
-- undo: none
-- since: 99.0.0

CREATE TABLE tomorrow (id integer);
