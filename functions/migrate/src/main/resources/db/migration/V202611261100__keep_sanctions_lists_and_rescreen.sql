-- kind: expand
-- why: published sanctions lists are loaded daily, and every customer is screened against them anew
-- locks: none but on the new tables; each foreign key locks its parent for an instant
-- undo: drop the tables, the newest first; nothing else refers to them
-- since: 0.1.0

-- One row for each content of a published list. What was published again with the same entries is
-- no new one.
CREATE TABLE sanctions_lists (
    source          text        NOT NULL,
    number          integer     NOT NULL,
    published_at    timestamptz NOT NULL,
    document_sha256 bytea       NOT NULL,
    content_sha256  bytea       NOT NULL,
    entry_count     integer     NOT NULL,
    loaded_at       timestamptz NOT NULL,
    CONSTRAINT sanctions_lists_pk PRIMARY KEY (source, number),
    CONSTRAINT sanctions_lists_source_ck CHECK (source IN ('eu', 'un', 'ofac')),
    CONSTRAINT sanctions_lists_number_ck CHECK (number > 0),
    CONSTRAINT sanctions_lists_document_sha256_ck CHECK (octet_length(document_sha256) = 32),
    CONSTRAINT sanctions_lists_content_sha256_ck CHECK (octet_length(content_sha256) = 32),
    CONSTRAINT sanctions_lists_entry_count_ck CHECK (entry_count > 0)
);

-- An entry stands in the lists from first_number to last_number; in the newest too while that is
-- NULL. So each list that was ever in force can be read, and a day's changes take a day's rows.
CREATE TABLE sanctions_list_entries (
    source       text    NOT NULL,
    entry_id     text    NOT NULL,
    first_number integer NOT NULL,
    last_number  integer,
    names        text[]  NOT NULL,
    weak_names   text[]  NOT NULL,
    born_from    date[]  NOT NULL,
    born_to      date[]  NOT NULL,
    sha256       bytea   NOT NULL,
    CONSTRAINT sanctions_list_entries_pk PRIMARY KEY (source, entry_id, first_number),
    CONSTRAINT sanctions_list_entries_first_fk
        FOREIGN KEY (source, first_number) REFERENCES sanctions_lists (source, number),
    CONSTRAINT sanctions_list_entries_last_fk
        FOREIGN KEY (source, last_number) REFERENCES sanctions_lists (source, number),
    CONSTRAINT sanctions_list_entries_last_ck CHECK (last_number >= first_number),
    CONSTRAINT sanctions_list_entries_names_ck CHECK (cardinality(names) > 0),
    CONSTRAINT sanctions_list_entries_born_ck CHECK (cardinality(born_from) = cardinality(born_to)),
    CONSTRAINT sanctions_list_entries_sha256_ck CHECK (octet_length(sha256) = 32)
);
CREATE UNIQUE INDEX sanctions_list_entries_newest_uq ON sanctions_list_entries (source, entry_id)
    WHERE last_number IS NULL;

-- All lists together at one moment: the newest of each source, and what was loaded by hand. The one
-- in force last is what everybody is screened against; results name it.
CREATE TABLE watch_list_editions (
    version       text        NOT NULL,
    base_version  text,
    in_force_from timestamptz NOT NULL,
    CONSTRAINT watch_list_editions_pk PRIMARY KEY (version),
    CONSTRAINT watch_list_editions_base_version_fk
        FOREIGN KEY (base_version) REFERENCES watch_lists (version),
    CONSTRAINT watch_list_editions_version_ck CHECK (char_length(version) BETWEEN 1 AND 300)
);
CREATE INDEX watch_list_editions_in_force_ix
    ON watch_list_editions (in_force_from DESC, version DESC);

CREATE TABLE watch_list_edition_parts (
    version text    NOT NULL,
    source  text    NOT NULL,
    number  integer NOT NULL,
    CONSTRAINT watch_list_edition_parts_pk PRIMARY KEY (version, source),
    CONSTRAINT watch_list_edition_parts_version_fk
        FOREIGN KEY (version) REFERENCES watch_list_editions (version),
    CONSTRAINT watch_list_edition_parts_list_fk
        FOREIGN KEY (source, number) REFERENCES sanctions_lists (source, number)
);

-- When each publisher is asked next, and why the last attempt came to nothing.
CREATE TABLE sanctions_list_sources (
    source       text        NOT NULL,
    next_at      timestamptz NOT NULL,
    added_at     timestamptz NOT NULL,
    confirmed_at timestamptz,
    failures     integer     NOT NULL DEFAULT 0,
    failure      text,
    CONSTRAINT sanctions_list_sources_pk PRIMARY KEY (source),
    CONSTRAINT sanctions_list_sources_source_ck CHECK (source IN ('eu', 'un', 'ofac')),
    CONSTRAINT sanctions_list_sources_failure_ck CHECK ((failures > 0) = (failure IS NOT NULL))
);

-- How far screening all customers anew is.
CREATE TABLE rescreenings (
    user_id      uuid NOT NULL,
    list_version text,
    screened_at  timestamptz,
    CONSTRAINT rescreenings_pk PRIMARY KEY (user_id),
    CONSTRAINT rescreenings_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT rescreenings_screened_at_ck CHECK ((list_version IS NULL) = (screened_at IS NULL))
);
CREATE INDEX rescreenings_screened_at_ix ON rescreenings (screened_at NULLS FIRST);

GRANT SELECT, INSERT ON sanctions_lists, watch_list_editions, watch_list_edition_parts TO drop_app;
GRANT SELECT, INSERT, UPDATE ON sanctions_list_entries, sanctions_list_sources, rescreenings
    TO drop_app;
