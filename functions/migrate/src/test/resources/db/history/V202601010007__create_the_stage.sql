-- kind: expand
-- why: a type
-- locks: none
-- undo: drop what it adds
-- since: 0.1.0

CREATE TYPE stage AS ENUM ('processing', 'completed', 'failed');
