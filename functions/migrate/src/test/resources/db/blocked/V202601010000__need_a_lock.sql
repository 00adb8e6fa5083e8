-- kind: expand
ALTER TABLE busy ADD COLUMN note text;
