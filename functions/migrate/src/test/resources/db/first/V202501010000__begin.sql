-- kind: expand
SELECT 1;
