-- kind: expand
CREATE TABLE slow (id integer);
SELECT pg_sleep(4);
