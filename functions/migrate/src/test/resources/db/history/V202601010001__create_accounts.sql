-- kind: expand
-- why: accounts
-- locks: none but on the new table
-- undo: drop what it adds
-- since: 0.1.0

CREATE TABLE accounts (
    id     bigint GENERATED ALWAYS AS IDENTITY,
    number text   NOT NULL,
    note   text,
    CONSTRAINT accounts_pk PRIMARY KEY (id),
    CONSTRAINT accounts_number_ck CHECK (number <> '')
);
CREATE INDEX accounts_note_ix ON accounts (note) WHERE note IS NOT NULL;
