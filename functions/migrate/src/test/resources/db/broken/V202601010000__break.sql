-- kind: expand
CREATE TABLE half (id integer);
SELECT no_such_function();
