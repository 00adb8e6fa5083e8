-- kind: expand
-- why: the role of an administrator is given and taken by two: one proposes it, another decides
-- locks: none but on the new table; each foreign key locks users for an instant
-- undo: drop the table; nothing else refers to it
-- since: 0.1.0

CREATE TABLE role_changes (
    id          uuid        NOT NULL,
    user_id     uuid        NOT NULL,
    role        text        NOT NULL,
    reason      text        NOT NULL,
    status      text        NOT NULL DEFAULT 'proposed',
    proposed_by uuid        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL DEFAULT now() + INTERVAL '7 days',
    decided_by  uuid,
    decided_at  timestamptz,
    CONSTRAINT role_changes_pk PRIMARY KEY (id),
    CONSTRAINT role_changes_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT role_changes_proposed_by_fk FOREIGN KEY (proposed_by) REFERENCES users (id),
    CONSTRAINT role_changes_decided_by_fk FOREIGN KEY (decided_by) REFERENCES users (id),
    CONSTRAINT role_changes_role_ck CHECK (role IN ('user', 'admin')),
    CONSTRAINT role_changes_status_ck
        CHECK (status IN ('proposed', 'approved', 'rejected', 'lapsed')),
    CONSTRAINT role_changes_reason_ck CHECK (char_length(reason) BETWEEN 1 AND 2000),
    CONSTRAINT role_changes_expires_ck CHECK (expires_at > created_at),
    CONSTRAINT role_changes_decided_ck CHECK (
        (status IN ('approved', 'rejected')) = (decided_at IS NOT NULL)
        AND (decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT role_changes_decided_by_ck
        CHECK (decided_by <> proposed_by AND decided_by <> user_id)
);
CREATE UNIQUE INDEX role_changes_one_open_uq ON role_changes (user_id) WHERE status = 'proposed';
CREATE INDEX role_changes_user_id_ix ON role_changes (user_id, id);

GRANT SELECT, INSERT, UPDATE ON role_changes TO drop_app;
