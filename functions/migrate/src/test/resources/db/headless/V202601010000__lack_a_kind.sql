-- why: no kind
SELECT 1;
