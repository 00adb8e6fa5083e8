-- kind: expand
-- why: a hash says which key made it, so that another key can take the place of the first
-- locks: ACCESS EXCLUSIVE on users and bank_accounts for an instant; a constant default writes no row
-- undo: drop the columns, while every hash is under the key with number 1
-- since: 0.1.0

ALTER TABLE users ADD COLUMN national_id_hmac_key_id smallint NOT NULL DEFAULT 1;
ALTER TABLE bank_accounts ADD COLUMN iban_hmac_key_id smallint NOT NULL DEFAULT 1;
