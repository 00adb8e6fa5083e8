-- kind: expand
-- why: names are screened against loaded lists, and limits hold against payments made at once
-- locks: ACCESS EXCLUSIVE on users for an instant, SHARE on screening_results for its index
-- undo: drop the tables, the index and the column; nothing else refers to them
-- since: 0.1.0

-- One row for each state of all sanctions and PEP lists together; the one loaded last is in force.
CREATE TABLE watch_lists (
    version      text        NOT NULL,
    source       text        NOT NULL,
    published_at timestamptz NOT NULL,
    loaded_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT watch_lists_pk PRIMARY KEY (version),
    CONSTRAINT watch_lists_version_ck CHECK (char_length(version) BETWEEN 1 AND 200)
);

CREATE TABLE watch_list_entries (
    list_version text   NOT NULL,
    entry_id     text   NOT NULL,
    kind         text   NOT NULL,
    names        text[] NOT NULL,
    birth_date   date,
    CONSTRAINT watch_list_entries_pk PRIMARY KEY (list_version, entry_id),
    CONSTRAINT watch_list_entries_list_version_fk
        FOREIGN KEY (list_version) REFERENCES watch_lists (version),
    CONSTRAINT watch_list_entries_kind_ck CHECK (kind IN ('sanctions', 'pep')),
    CONSTRAINT watch_list_entries_names_ck CHECK (cardinality(names) > 0)
);

-- Whether a name has been screened against the lists in force is asked for each payment.
CREATE INDEX screening_results_list_version_ix ON screening_results (user_id, list_version);

-- Raised by each payment of the customer: whoever adds one must have seen all before it, so that two
-- at once do not both fit under a limit.
ALTER TABLE users ADD COLUMN payments_version integer NOT NULL DEFAULT 0;

ALTER TABLE aml_alerts DROP CONSTRAINT aml_alerts_rule_ck;
ALTER TABLE aml_alerts ADD CONSTRAINT aml_alerts_rule_ck CHECK (rule IN (
    'amount_limit', 'count_limit', 'structuring', 'velocity', 'new_recipient_burst',
    'high_risk_corridor', 'sanctions_hit', 'pep_hit', 'not_screened', 'manual'));

-- A list is loaded whole and never changed; old entries go when nobody is screened by them.
GRANT SELECT, INSERT ON watch_lists TO drop_app;
GRANT SELECT, INSERT, DELETE ON watch_list_entries TO drop_app;
