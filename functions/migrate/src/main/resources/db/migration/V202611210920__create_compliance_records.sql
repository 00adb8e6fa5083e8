-- kind: expand
-- why: screening, alerts and reports (AML), complaints and withdrawal (PSD2), requests under GDPR
-- locks: none but on the new tables; each foreign key locks its parent for an instant
-- undo: drop the tables; nothing else refers to them
-- since: 0.1.0

-- One answer of a sanctions, PEP or identity check, with the list it was made against.
CREATE TABLE screening_results (
    id             uuid          NOT NULL,
    user_id        uuid          NOT NULL,
    recipient_id   uuid,
    transaction_id uuid,
    kind           text          NOT NULL,
    provider       text          NOT NULL,
    provider_ref   text,
    list_version   text          NOT NULL,
    outcome        text          NOT NULL,
    score          numeric(5, 4),
    details        jsonb         NOT NULL DEFAULT '{}',
    screened_at    timestamptz   NOT NULL,
    created_at     timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT screening_results_pk PRIMARY KEY (id),
    CONSTRAINT screening_results_provider_ref_uq UNIQUE (provider, kind, provider_ref, screened_at),
    CONSTRAINT screening_results_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT screening_results_recipient_fk
        FOREIGN KEY (recipient_id, user_id) REFERENCES recipients (id, user_id),
    CONSTRAINT screening_results_transaction_fk
        FOREIGN KEY (transaction_id, user_id) REFERENCES transactions (id, user_id),
    CONSTRAINT screening_results_kind_ck
        CHECK (kind IN ('sanctions', 'pep', 'adverse_media', 'identity')),
    CONSTRAINT screening_results_outcome_ck
        CHECK (outcome IN ('clear', 'review', 'hit', 'rejected')),
    CONSTRAINT screening_results_score_ck CHECK (score BETWEEN 0 AND 1),
    CONSTRAINT screening_results_hit_ck CHECK (outcome <> 'hit' OR score IS NOT NULL),
    CONSTRAINT screening_results_list_version_ck CHECK (list_version <> '')
);
CREATE INDEX screening_results_user_id_ix ON screening_results (user_id, id DESC);
CREATE INDEX screening_results_transaction_id_ix ON screening_results (transaction_id)
    WHERE transaction_id IS NOT NULL;

-- Never shown to the customer (hvitvaskingsloven § 28).
CREATE TABLE aml_alerts (
    id                  uuid        NOT NULL,
    user_id             uuid        NOT NULL,
    transaction_id      uuid,
    screening_result_id uuid,
    rule                text        NOT NULL,
    severity            text        NOT NULL,
    status              text        NOT NULL DEFAULT 'open',
    details             jsonb       NOT NULL DEFAULT '{}',
    created_at          timestamptz NOT NULL DEFAULT now(),
    decided_by          uuid,
    decided_at          timestamptz,
    decision_reason     text,
    CONSTRAINT aml_alerts_pk PRIMARY KEY (id),
    CONSTRAINT aml_alerts_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT aml_alerts_transaction_rule_uq UNIQUE (transaction_id, rule),
    CONSTRAINT aml_alerts_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT aml_alerts_transaction_fk
        FOREIGN KEY (transaction_id, user_id) REFERENCES transactions (id, user_id),
    CONSTRAINT aml_alerts_screening_result_id_fk
        FOREIGN KEY (screening_result_id) REFERENCES screening_results (id),
    CONSTRAINT aml_alerts_decided_by_fk FOREIGN KEY (decided_by) REFERENCES users (id),
    CONSTRAINT aml_alerts_rule_ck CHECK (rule IN (
        'amount_limit', 'count_limit', 'structuring', 'velocity', 'new_recipient_burst',
        'high_risk_corridor', 'sanctions_hit', 'pep_hit', 'manual')),
    CONSTRAINT aml_alerts_severity_ck CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT aml_alerts_status_ck CHECK (status IN ('open', 'released', 'rejected', 'reported')),
    CONSTRAINT aml_alerts_decided_ck CHECK (
        (status = 'open') = (decided_at IS NULL)
        AND (decided_at IS NULL) = (decided_by IS NULL)
        AND (decided_at IS NULL) = (decision_reason IS NULL)),
    CONSTRAINT aml_alerts_decided_by_ck CHECK (decided_by <> user_id)
);
CREATE INDEX aml_alerts_open_ix ON aml_alerts (created_at) WHERE status = 'open';
CREATE INDEX aml_alerts_user_id_ix ON aml_alerts (user_id, id DESC);

-- A suspicious transaction report to Økokrim (hvitvaskingsloven § 26).
CREATE TABLE str_reports (
    id           uuid        NOT NULL,
    alert_id     uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    status       text        NOT NULL DEFAULT 'draft',
    narrative    text        NOT NULL,
    created_by   uuid        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    submitted_at timestamptz,
    external_ref text,
    CONSTRAINT str_reports_pk PRIMARY KEY (id),
    CONSTRAINT str_reports_external_ref_uq UNIQUE (external_ref),
    CONSTRAINT str_reports_alert_fk
        FOREIGN KEY (alert_id, user_id) REFERENCES aml_alerts (id, user_id),
    CONSTRAINT str_reports_created_by_fk FOREIGN KEY (created_by) REFERENCES users (id),
    CONSTRAINT str_reports_status_ck
        CHECK (status IN ('draft', 'submitted', 'acknowledged', 'withdrawn')),
    CONSTRAINT str_reports_narrative_ck CHECK (char_length(narrative) BETWEEN 1 AND 20000),
    CONSTRAINT str_reports_submitted_ck
        CHECK ((status IN ('submitted', 'acknowledged')) = (submitted_at IS NOT NULL)),
    CONSTRAINT str_reports_created_by_ck CHECK (created_by <> user_id)
);
CREATE INDEX str_reports_alert_id_ix ON str_reports (alert_id);

-- Access, erasure, restriction and the like (GDPR Art. 15 to 21); due within one month (Art. 12).
CREATE TABLE data_access_requests (
    id             uuid        NOT NULL,
    user_id        uuid        NOT NULL,
    kind           text        NOT NULL,
    status         text        NOT NULL DEFAULT 'received',
    reason         text,
    result         jsonb,
    refusal_reason text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    due_at         timestamptz NOT NULL,
    completed_at   timestamptz,
    expires_at     timestamptz,
    CONSTRAINT data_access_requests_pk PRIMARY KEY (id),
    CONSTRAINT data_access_requests_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT data_access_requests_kind_ck
        CHECK (kind IN ('export', 'erasure', 'restriction', 'rectification', 'objection')),
    CONSTRAINT data_access_requests_status_ck
        CHECK (status IN ('received', 'processing', 'completed', 'refused')),
    CONSTRAINT data_access_requests_due_ck CHECK (due_at > created_at),
    CONSTRAINT data_access_requests_completed_ck
        CHECK ((status IN ('completed', 'refused')) = (completed_at IS NOT NULL)),
    CONSTRAINT data_access_requests_refused_ck
        CHECK ((status = 'refused') = (refusal_reason IS NOT NULL))
);
CREATE UNIQUE INDEX data_access_requests_one_open_uq ON data_access_requests (user_id, kind)
    WHERE completed_at IS NULL;
CREATE INDEX data_access_requests_user_id_ix ON data_access_requests (user_id, id DESC);
CREATE INDEX data_access_requests_due_ix ON data_access_requests (due_at)
    WHERE completed_at IS NULL;

-- Complaints and disputed payments, with their deadlines stored when they come in:
-- an answer in 15 business days (PSD2 Art. 101), an unauthorised payment refunded in one (Art. 73).
CREATE TABLE complaints (
    id             uuid        NOT NULL,
    user_id        uuid        NOT NULL,
    transaction_id uuid,
    kind           text        NOT NULL,
    status         text        NOT NULL DEFAULT 'received',
    description    text        NOT NULL,
    answer         text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    answer_due_at  timestamptz NOT NULL,
    refund_due_at  timestamptz,
    answered_at    timestamptz,
    refunded_at    timestamptz,
    CONSTRAINT complaints_pk PRIMARY KEY (id),
    CONSTRAINT complaints_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT complaints_transaction_fk
        FOREIGN KEY (transaction_id, user_id) REFERENCES transactions (id, user_id),
    CONSTRAINT complaints_kind_ck CHECK (kind IN (
        'unauthorised', 'wrong_amount', 'duplicate', 'not_received', 'fee', 'service', 'other')),
    CONSTRAINT complaints_status_ck
        CHECK (status IN ('received', 'investigating', 'upheld', 'rejected', 'escalated')),
    CONSTRAINT complaints_description_ck CHECK (char_length(description) BETWEEN 1 AND 4000),
    CONSTRAINT complaints_payment_ck CHECK (
        kind NOT IN ('unauthorised', 'wrong_amount', 'duplicate', 'not_received')
        OR transaction_id IS NOT NULL),
    CONSTRAINT complaints_answer_due_ck CHECK (answer_due_at > created_at),
    CONSTRAINT complaints_refund_due_ck
        CHECK ((kind = 'unauthorised') = (refund_due_at IS NOT NULL)
            AND (refund_due_at IS NULL OR refund_due_at > created_at)),
    CONSTRAINT complaints_answered_ck CHECK (
        (answered_at IS NULL) = (answer IS NULL)
        AND (status NOT IN ('upheld', 'rejected') OR answered_at IS NOT NULL)),
    CONSTRAINT complaints_refunded_ck CHECK (refunded_at IS NULL OR transaction_id IS NOT NULL)
);
CREATE INDEX complaints_user_id_ix ON complaints (user_id, id DESC);
CREATE INDEX complaints_answer_due_ix ON complaints (answer_due_at) WHERE answered_at IS NULL;
CREATE UNIQUE INDEX complaints_open_dispute_uq ON complaints (transaction_id, kind)
    WHERE transaction_id IS NOT NULL AND answered_at IS NULL;

-- The customer's right to withdraw from the agreement (angrerettloven, finansavtaleloven § 3-45).
CREATE TABLE withdrawal_requests (
    id           uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    reason       text        NOT NULL DEFAULT '',
    comment      text,
    status       text        NOT NULL DEFAULT 'pending',
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    CONSTRAINT withdrawal_requests_pk PRIMARY KEY (id),
    CONSTRAINT withdrawal_requests_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT withdrawal_requests_reason_ck
        CHECK (reason IN ('', 'not_needed', 'alternative', 'not_satisfied', 'other')),
    CONSTRAINT withdrawal_requests_comment_ck CHECK (char_length(comment) BETWEEN 1 AND 1000),
    CONSTRAINT withdrawal_requests_status_ck
        CHECK (status IN ('pending', 'processing', 'completed', 'rejected')),
    CONSTRAINT withdrawal_requests_completed_ck
        CHECK ((status IN ('completed', 'rejected')) = (completed_at IS NOT NULL))
);
CREATE INDEX withdrawal_requests_user_id_ix ON withdrawal_requests (user_id, id DESC);
