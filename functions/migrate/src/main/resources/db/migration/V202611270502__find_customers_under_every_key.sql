-- kind: expand
-- why: while NATIONAL_ID_KEY is replaced a customer is found by the hash under either key, in one statement
-- locks: none; a function changes the catalogue only
-- undo: DROP FUNCTION save_customer; while every hash is under one key, an INSERT with ON CONFLICT does the same
-- since: 0.1.0

-- Finds or adds the customer of whose national id these are the hashes, each under the key of that
-- number, the current one first. Whom another hash than the first finds has the first from then on.
--
-- One person is one customer, whatever two functions know of the keys at one moment. Two whose keys
-- have one in common wait for each other on the hash under it, and each question here sees what was
-- committed until then. A function that does not know the key of somebody's hash adds nobody: it is
-- told the number instead. Locks are taken in the order of the keys, so that nobody waits in a ring.
CREATE FUNCTION save_customer(
    new_id uuid, hashes bytea[], key_ids integer[], new_email text, new_first_name text,
    new_last_name text, new_birth_date date, OUT customer_id uuid, OUT strange_key_id integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    hash     bytea;
    known_id uuid;
BEGIN
    FOR hash IN SELECT each.hash FROM unnest(hashes, key_ids) AS each (hash, key_id)
                ORDER BY each.key_id LOOP
        PERFORM pg_advisory_xact_lock(
            CAST(CAST('x' || encode(substring(hash FROM 1 FOR 8), 'hex') AS bit(64)) AS bigint));
    END LOOP;
    SELECT users.id INTO known_id FROM public.users WHERE users.national_id_hmac = ANY (hashes);
    IF known_id IS NULL THEN
        strange_key_id := -1;
        LOOP
            SELECT min(users.national_id_hmac_key_id) INTO strange_key_id FROM public.users
            WHERE users.national_id_hmac IS NOT NULL
              AND users.national_id_hmac_key_id > strange_key_id;
            EXIT WHEN strange_key_id IS NULL;
            IF strange_key_id <> ALL (key_ids) THEN
                RETURN;
            END IF;
        END LOOP;
    ELSE
        UPDATE public.users
        SET national_id_hmac = hashes[1], national_id_hmac_key_id = key_ids[1]
        WHERE users.id = known_id AND users.national_id_hmac <> hashes[1];
    END IF;
    INSERT INTO public.users (id, national_id_hmac, national_id_hmac_key_id, email, first_name,
                              last_name, birth_date, kyc_status, kyc_method)
    VALUES (new_id, hashes[1], key_ids[1], new_email, new_first_name, new_last_name,
            new_birth_date, 'approved', 'bankid')
    ON CONFLICT (national_id_hmac) DO UPDATE
    SET first_name = excluded.first_name, last_name = excluded.last_name, updated_at = now()
    WHERE users.deleted_at IS NULL
    RETURNING users.id INTO customer_id;
END
$$;
