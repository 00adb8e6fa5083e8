-- kind: expand
-- why: what is not under the current key is found without reading the rest: by the job that seals anew, and where a customer is added
-- locks: SHARE UPDATE EXCLUSIVE on each table in turn
-- undo: drop the indexes
-- since: 0.1.0

-- Of a sealed value the first two bytes: algorithm and key. Millions of rows have the same, so that
-- the index is small, and no update of other columns touches it. Forgotten customers' values are ''.
DROP INDEX CONCURRENTLY IF EXISTS users_national_id_hmac_key_id_ix;
CREATE INDEX CONCURRENTLY users_national_id_hmac_key_id_ix
    ON users (national_id_hmac_key_id) WHERE national_id_hmac IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS bank_accounts_iban_hmac_key_id_ix;
CREATE INDEX CONCURRENTLY bank_accounts_iban_hmac_key_id_ix
    ON bank_accounts (iban_hmac_key_id) WHERE iban_encrypted <> '';
DROP INDEX CONCURRENTLY IF EXISTS bank_accounts_sealed_ix;
CREATE INDEX CONCURRENTLY bank_accounts_sealed_ix
    ON bank_accounts (substring(iban_encrypted FROM 1 FOR 2)) WHERE iban_encrypted <> '';
DROP INDEX CONCURRENTLY IF EXISTS recipients_sealed_ix;
CREATE INDEX CONCURRENTLY recipients_sealed_ix
    ON recipients (substring(account_encrypted FROM 1 FOR 2)) WHERE account_encrypted <> '';
DROP INDEX CONCURRENTLY IF EXISTS merchants_sealed_ix;
CREATE INDEX CONCURRENTLY merchants_sealed_ix
    ON merchants (substring(account_encrypted FROM 1 FOR 2)) WHERE account_encrypted <> '';
