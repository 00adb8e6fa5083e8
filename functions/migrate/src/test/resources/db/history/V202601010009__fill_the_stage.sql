-- kind: expand
-- why: older rows get one
-- locks: ROW EXCLUSIVE, in portions
-- undo: drop what it adds
-- since: 0.1.0

DO $$
DECLARE
    filled integer;
BEGIN
    LOOP
        UPDATE payments SET stage = 'completed'
        WHERE id IN (SELECT id FROM payments WHERE stage IS NULL LIMIT 1000);
        GET DIAGNOSTICS filled = ROW_COUNT;
        EXIT WHEN filled = 0;
    END LOOP;
END
$$;
