-- kind: expand
-- why: a function and its trigger
-- locks: SHARE ROW EXCLUSIVE on payments for an instant
-- undo: drop what it adds
-- since: 0.1.0

CREATE FUNCTION refuse_nothing() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.amount_minor = 0 THEN
        RAISE EXCEPTION 'nothing; is not an amount';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER payments_amount BEFORE INSERT OR UPDATE ON payments
    FOR EACH ROW EXECUTE FUNCTION refuse_nothing();
