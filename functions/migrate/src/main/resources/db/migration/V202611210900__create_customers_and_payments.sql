-- kind: expand
-- why: customers, their accounts and recipients, quotes, payments and what keeps a payment safe
-- locks: none but on the new tables
-- undo: drop the tables; nothing else refers to them
-- since: 0.1.0

CREATE TABLE users (
    id               uuid        NOT NULL,
    national_id_hmac bytea,
    email            text,
    phone            text,
    first_name       text        NOT NULL,
    last_name        text        NOT NULL,
    birth_date       date,
    password_hash    text,
    kyc_status       text        NOT NULL DEFAULT 'pending',
    kyc_method       text,
    role             text        NOT NULL DEFAULT 'user',
    risk_level       text        NOT NULL DEFAULT 'low',
    pep_status       text        NOT NULL DEFAULT 'unknown',
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    CONSTRAINT users_pk PRIMARY KEY (id),
    CONSTRAINT users_national_id_hmac_uq UNIQUE (national_id_hmac),
    CONSTRAINT users_email_uq UNIQUE (email),
    CONSTRAINT users_kyc_status_ck CHECK (kyc_status IN ('pending', 'approved', 'rejected')),
    CONSTRAINT users_kyc_method_ck CHECK (kyc_method IN ('bankid', 'sumsub', 'demo')),
    CONSTRAINT users_role_ck CHECK (role IN ('user', 'merchant', 'admin')),
    CONSTRAINT users_risk_level_ck CHECK (risk_level IN ('low', 'medium', 'high')),
    CONSTRAINT users_pep_status_ck CHECK (pep_status IN ('unknown', 'clear', 'hit')),
    CONSTRAINT users_national_id_hmac_ck CHECK (octet_length(national_id_hmac) = 32)
);

CREATE TABLE sessions (
    id             uuid        NOT NULL,
    user_id        uuid        NOT NULL,
    platform       text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    revoked_reason text,
    CONSTRAINT sessions_pk PRIMARY KEY (id),
    CONSTRAINT sessions_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT sessions_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT sessions_platform_ck CHECK (platform IN ('web', 'mobile')),
    CONSTRAINT sessions_revoked_reason_ck
        CHECK (revoked_reason IN ('logout', 'logout_all', 'refresh_reuse', 'admin', 'erasure')),
    CONSTRAINT sessions_revoked_ck CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);
CREATE INDEX sessions_user_id_ix ON sessions (user_id);
CREATE INDEX sessions_expires_at_ix ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    id           uuid        NOT NULL,
    session_id   uuid        NOT NULL,
    token_sha256 bytea       NOT NULL,
    replaced_by  uuid,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    CONSTRAINT refresh_tokens_pk PRIMARY KEY (id),
    CONSTRAINT refresh_tokens_token_sha256_uq UNIQUE (token_sha256),
    CONSTRAINT refresh_tokens_session_id_fk FOREIGN KEY (session_id) REFERENCES sessions (id),
    CONSTRAINT refresh_tokens_replaced_by_fk FOREIGN KEY (replaced_by) REFERENCES refresh_tokens (id),
    CONSTRAINT refresh_tokens_token_sha256_ck CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX refresh_tokens_session_id_ix ON refresh_tokens (session_id);

-- One row for each trip to BankID, for a login or for the authorisation of a payment.
CREATE TABLE authentication_requests (
    id                 uuid        NOT NULL,
    state_sha256       bytea       NOT NULL,
    purpose            text        NOT NULL,
    platform           text        NOT NULL,
    nonce              text        NOT NULL,
    code_verifier      bytea       NOT NULL,
    app_code_challenge text,
    payment_session_id uuid,
    created_at         timestamptz NOT NULL DEFAULT now(),
    expires_at         timestamptz NOT NULL,
    consumed_at        timestamptz,
    CONSTRAINT authentication_requests_pk PRIMARY KEY (id),
    CONSTRAINT authentication_requests_state_sha256_uq UNIQUE (state_sha256),
    CONSTRAINT authentication_requests_purpose_ck CHECK (purpose IN ('login', 'payment')),
    CONSTRAINT authentication_requests_platform_ck CHECK (platform IN ('web', 'mobile')),
    CONSTRAINT authentication_requests_payment_ck
        CHECK ((purpose = 'payment') = (payment_session_id IS NOT NULL))
);
CREATE INDEX authentication_requests_expires_at_ix ON authentication_requests (expires_at);

-- The one-time code that a mobile app exchanges for its tokens.
CREATE TABLE login_codes (
    code_sha256        bytea       NOT NULL,
    user_id            uuid        NOT NULL,
    app_code_challenge text,
    expires_at         timestamptz NOT NULL,
    consumed_at        timestamptz,
    CONSTRAINT login_codes_pk PRIMARY KEY (code_sha256),
    CONSTRAINT login_codes_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE consents (
    id               uuid        NOT NULL,
    user_id          uuid        NOT NULL,
    consent_type     text        NOT NULL,
    bank_id          text,
    aspsp_consent_id text,
    state_sha256     bytea,
    granted          boolean     NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL DEFAULT now(),
    granted_at       timestamptz,
    expires_at       timestamptz,
    revoked_at       timestamptz,
    CONSTRAINT consents_pk PRIMARY KEY (id),
    CONSTRAINT consents_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT consents_state_sha256_uq UNIQUE (state_sha256),
    CONSTRAINT consents_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT consents_type_ck CHECK (consent_type IN ('psd2_aisp', 'terms', 'privacy', 'marketing')),
    CONSTRAINT consents_aisp_ck CHECK (consent_type <> 'psd2_aisp' OR bank_id IS NOT NULL)
);
CREATE INDEX consents_user_id_ix ON consents (user_id);

CREATE TABLE bank_accounts (
    id                   uuid        NOT NULL,
    user_id              uuid        NOT NULL,
    consent_id           uuid        NOT NULL,
    bank_id              text        NOT NULL,
    bank_name            text        NOT NULL,
    aspsp_resource_id    text        NOT NULL,
    iban_encrypted       bytea       NOT NULL,
    iban_hmac            bytea       NOT NULL,
    iban_last_four       text        NOT NULL,
    currency             text        NOT NULL,
    is_primary           boolean     NOT NULL DEFAULT false,
    balance_minor        bigint,
    balance_read_at      timestamptz,
    created_at           timestamptz NOT NULL DEFAULT now(),
    removed_at           timestamptz,
    CONSTRAINT bank_accounts_pk PRIMARY KEY (id),
    CONSTRAINT bank_accounts_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT bank_accounts_user_iban_uq UNIQUE (user_id, iban_hmac),
    CONSTRAINT bank_accounts_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT bank_accounts_consent_fk
        FOREIGN KEY (consent_id, user_id) REFERENCES consents (id, user_id),
    CONSTRAINT bank_accounts_currency_ck CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT bank_accounts_balance_ck CHECK ((balance_minor IS NULL) = (balance_read_at IS NULL))
);

CREATE TABLE recipients (
    id                uuid        NOT NULL,
    user_id           uuid        NOT NULL,
    name              text        NOT NULL,
    country           text        NOT NULL,
    currency          text        NOT NULL,
    bank_name         text,
    account_encrypted bytea       NOT NULL,
    account_last_four text        NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    deleted_at        timestamptz,
    CONSTRAINT recipients_pk PRIMARY KEY (id),
    CONSTRAINT recipients_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT recipients_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT recipients_country_ck CHECK (country IN ('RS', 'BA', 'PL', 'PK', 'TR')),
    CONSTRAINT recipients_currency_ck CHECK (
        (country, currency) IN
        (('RS', 'RSD'), ('BA', 'BAM'), ('PL', 'PLN'), ('PK', 'PKR'), ('TR', 'TRY'))),
    CONSTRAINT recipients_name_ck CHECK (char_length(name) BETWEEN 1 AND 140)
);
CREATE INDEX recipients_user_id_ix ON recipients (user_id, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE exchange_rates (
    base_currency  text           NOT NULL,
    quote_currency text           NOT NULL,
    rate           numeric(20, 10) NOT NULL,
    source         text           NOT NULL,
    observed_at    timestamptz    NOT NULL,
    updated_at     timestamptz    NOT NULL DEFAULT now(),
    CONSTRAINT exchange_rates_pk PRIMARY KEY (base_currency, quote_currency),
    CONSTRAINT exchange_rates_rate_ck CHECK (rate > 0),
    CONSTRAINT exchange_rates_currency_ck
        CHECK (base_currency ~ '^[A-Z]{3}$' AND quote_currency ~ '^[A-Z]{3}$' AND base_currency <> quote_currency)
);

-- What the payer was shown before the payment, kept as shown (PSD2 Art. 45 and 46).
CREATE TABLE quotes (
    id                     uuid            NOT NULL,
    user_id                uuid            NOT NULL,
    recipient_id           uuid            NOT NULL,
    amount_minor           bigint          NOT NULL,
    fee_minor              bigint          NOT NULL,
    total_minor            bigint          NOT NULL,
    currency               text            NOT NULL,
    received_minor         bigint          NOT NULL,
    received_currency      text            NOT NULL,
    rate                   numeric(20, 10) NOT NULL,
    reference_rate         numeric(20, 10) NOT NULL,
    rate_source            text            NOT NULL,
    markup_basis_points    integer         NOT NULL,
    execution_time_minutes integer         NOT NULL,
    created_at             timestamptz     NOT NULL DEFAULT now(),
    expires_at             timestamptz     NOT NULL,
    CONSTRAINT quotes_pk PRIMARY KEY (id),
    CONSTRAINT quotes_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT quotes_id_user_recipient_uq UNIQUE (id, user_id, recipient_id),
    CONSTRAINT quotes_recipient_fk
        FOREIGN KEY (recipient_id, user_id) REFERENCES recipients (id, user_id),
    CONSTRAINT quotes_amounts_ck CHECK (
        amount_minor BETWEEN 10000 AND 5000000 AND fee_minor >= 0 AND received_minor > 0
        AND total_minor = amount_minor + fee_minor),
    CONSTRAINT quotes_currency_ck CHECK (currency = 'NOK'),
    CONSTRAINT quotes_rate_ck CHECK (rate > 0 AND reference_rate > 0 AND markup_basis_points >= 0)
);

-- A strong authentication bound to payee and amount (RTS Art. 5); five minutes, used once. It is for
-- a quote, or for an amount to a merchant.
CREATE TABLE payment_sessions (
    id                 uuid        NOT NULL,
    user_id            uuid        NOT NULL,
    quote_id           uuid,
    merchant_id        uuid,
    payment_request_id uuid,
    amount_minor       bigint,
    bank_account_id    uuid        NOT NULL,
    binding_sha256     bytea       NOT NULL,
    status             text        NOT NULL DEFAULT 'pending',
    created_at         timestamptz NOT NULL DEFAULT now(),
    expires_at         timestamptz NOT NULL,
    authorised_at      timestamptz,
    consumed_at        timestamptz,
    CONSTRAINT payment_sessions_pk PRIMARY KEY (id),
    CONSTRAINT payment_sessions_subject_ck CHECK (
        (quote_id IS NOT NULL AND merchant_id IS NULL AND payment_request_id IS NULL
            AND amount_minor IS NULL)
        OR (quote_id IS NULL AND merchant_id IS NOT NULL AND amount_minor IS NOT NULL
            AND amount_minor BETWEEN 100 AND 10000000)),
    CONSTRAINT payment_sessions_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT payment_sessions_quote_fk
        FOREIGN KEY (quote_id, user_id) REFERENCES quotes (id, user_id),
    CONSTRAINT payment_sessions_bank_account_fk
        FOREIGN KEY (bank_account_id, user_id) REFERENCES bank_accounts (id, user_id),
    CONSTRAINT payment_sessions_status_ck
        CHECK (status IN ('pending', 'authorised', 'consumed', 'refused')),
    CONSTRAINT payment_sessions_authorised_ck
        CHECK ((status IN ('authorised', 'consumed')) = (authorised_at IS NOT NULL)),
    CONSTRAINT payment_sessions_consumed_ck
        CHECK ((status = 'consumed') = (consumed_at IS NOT NULL))
);
ALTER TABLE authentication_requests
    ADD CONSTRAINT authentication_requests_payment_session_fk
    FOREIGN KEY (payment_session_id) REFERENCES payment_sessions (id);

CREATE TABLE merchants (
    id                   uuid        NOT NULL,
    user_id              uuid        NOT NULL,
    business_name        text        NOT NULL,
    org_number           text        NOT NULL,
    category             text,
    address              text        NOT NULL,
    account_encrypted    bytea       NOT NULL,
    account_last_four    text        NOT NULL,
    fee_basis_points     integer     NOT NULL DEFAULT 100,
    status               text        NOT NULL DEFAULT 'active',
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT merchants_pk PRIMARY KEY (id),
    CONSTRAINT merchants_user_id_uq UNIQUE (user_id),
    CONSTRAINT merchants_org_number_uq UNIQUE (org_number),
    CONSTRAINT merchants_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT merchants_org_number_ck CHECK (org_number ~ '^[0-9]{9}$'),
    CONSTRAINT merchants_fee_ck CHECK (fee_basis_points BETWEEN 0 AND 1000),
    CONSTRAINT merchants_status_ck CHECK (status IN ('active', 'suspended', 'closed'))
);

-- A dynamic QR code: an amount that one payer pays once.
CREATE TABLE payment_requests (
    id           uuid        NOT NULL,
    merchant_id  uuid        NOT NULL,
    amount_minor bigint      NOT NULL,
    currency     text        NOT NULL DEFAULT 'NOK',
    reference    text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    paid_at      timestamptz,
    CONSTRAINT payment_requests_pk PRIMARY KEY (id),
    CONSTRAINT payment_requests_id_merchant_uq UNIQUE (id, merchant_id),
    CONSTRAINT payment_requests_merchant_id_fk FOREIGN KEY (merchant_id) REFERENCES merchants (id),
    CONSTRAINT payment_requests_amount_ck
        CHECK (amount_minor BETWEEN 100 AND 10000000 AND currency = 'NOK')
);
ALTER TABLE payment_sessions
    ADD CONSTRAINT payment_sessions_merchant_id_fk
        FOREIGN KEY (merchant_id) REFERENCES merchants (id),
    ADD CONSTRAINT payment_sessions_payment_request_fk
        FOREIGN KEY (payment_request_id, merchant_id) REFERENCES payment_requests (id, merchant_id);
CREATE INDEX payment_requests_merchant_id_ix ON payment_requests (merchant_id, id DESC);

CREATE TABLE transactions (
    id                 uuid        NOT NULL,
    user_id            uuid        NOT NULL,
    type               text        NOT NULL,
    status             text        NOT NULL DEFAULT 'processing',
    stage              text        NOT NULL DEFAULT 'instructed',
    amount_minor       bigint      NOT NULL,
    fee_minor          bigint      NOT NULL,
    total_minor        bigint      NOT NULL,
    currency           text        NOT NULL,
    received_minor     bigint      NOT NULL,
    received_currency  text        NOT NULL,
    rate               numeric(20, 10),
    bank_account_id    uuid        NOT NULL,
    recipient_id       uuid,
    merchant_id        uuid,
    quote_id           uuid,
    payment_request_id uuid,
    payment_session_id uuid        NOT NULL,
    idempotency_key    text        NOT NULL,
    bank_payment_id    text,
    failure_code       text,
    version            integer     NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    submitted_at       timestamptz,
    status_checked_at  timestamptz,
    completed_at       timestamptz,
    CONSTRAINT transactions_pk PRIMARY KEY (id),
    CONSTRAINT transactions_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT transactions_user_idempotency_key_uq UNIQUE (user_id, idempotency_key),
    CONSTRAINT transactions_quote_id_uq UNIQUE (quote_id),
    CONSTRAINT transactions_payment_session_id_uq UNIQUE (payment_session_id),
    CONSTRAINT transactions_bank_payment_id_uq UNIQUE (bank_payment_id),
    CONSTRAINT transactions_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT transactions_bank_account_fk
        FOREIGN KEY (bank_account_id, user_id) REFERENCES bank_accounts (id, user_id),
    CONSTRAINT transactions_recipient_fk
        FOREIGN KEY (recipient_id, user_id) REFERENCES recipients (id, user_id),
    CONSTRAINT transactions_quote_fk
        FOREIGN KEY (quote_id, user_id, recipient_id) REFERENCES quotes (id, user_id, recipient_id),
    CONSTRAINT transactions_payment_session_fk
        FOREIGN KEY (payment_session_id, user_id) REFERENCES payment_sessions (id, user_id),
    CONSTRAINT transactions_merchant_id_fk FOREIGN KEY (merchant_id) REFERENCES merchants (id),
    CONSTRAINT transactions_payment_request_fk
        FOREIGN KEY (payment_request_id, merchant_id) REFERENCES payment_requests (id, merchant_id),
    CONSTRAINT transactions_type_ck CHECK (type IN ('remittance', 'qr_payment')),
    CONSTRAINT transactions_shape_ck CHECK (
        (type = 'remittance' AND recipient_id IS NOT NULL AND quote_id IS NOT NULL
            AND rate IS NOT NULL AND merchant_id IS NULL AND payment_request_id IS NULL
            AND total_minor = amount_minor + fee_minor
            AND amount_minor BETWEEN 10000 AND 5000000)
        OR (type = 'qr_payment' AND merchant_id IS NOT NULL AND recipient_id IS NULL
            AND quote_id IS NULL AND rate IS NULL AND received_currency = currency
            AND total_minor = amount_minor AND received_minor = amount_minor - fee_minor
            AND amount_minor BETWEEN 100 AND 10000000)),
    CONSTRAINT transactions_amounts_ck CHECK (fee_minor >= 0 AND received_minor > 0 AND currency = 'NOK'),
    CONSTRAINT transactions_status_stage_ck CHECK (
        (status, stage) IN (
            ('processing', 'instructed'), ('processing', 'held'), ('processing', 'submitted'),
            ('completed', 'settled'), ('failed', 'rejected'), ('failed', 'cancelled'))),
    CONSTRAINT transactions_submitted_ck CHECK (
        stage NOT IN ('submitted', 'settled')
        OR (bank_payment_id IS NOT NULL AND submitted_at IS NOT NULL)),
    CONSTRAINT transactions_completed_ck CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CONSTRAINT transactions_failure_ck CHECK ((status = 'failed') = (failure_code IS NOT NULL)),
    CONSTRAINT transactions_idempotency_key_ck CHECK (char_length(idempotency_key) BETWEEN 1 AND 255)
);
-- A request is paid once; one whose payment failed may be paid again.
CREATE UNIQUE INDEX transactions_payment_request_id_uq ON transactions (payment_request_id)
    WHERE status <> 'failed';
CREATE INDEX transactions_user_id_ix ON transactions (user_id, id DESC);
CREATE INDEX transactions_merchant_id_ix ON transactions (merchant_id, id DESC)
    WHERE merchant_id IS NOT NULL;
CREATE INDEX transactions_in_flight_ix ON transactions (status_checked_at NULLS FIRST)
    WHERE stage = 'submitted';

CREATE TABLE transaction_events (
    transaction_id uuid        NOT NULL,
    sequence       integer     NOT NULL,
    stage          text        NOT NULL,
    details        jsonb       NOT NULL DEFAULT '{}',
    event_at       timestamptz NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transaction_events_pk PRIMARY KEY (transaction_id, sequence),
    CONSTRAINT transaction_events_transaction_id_fk
        FOREIGN KEY (transaction_id) REFERENCES transactions (id),
    CONSTRAINT transaction_events_sequence_ck CHECK (sequence >= 1)
);

CREATE TABLE idempotency_keys (
    user_id            uuid        NOT NULL,
    idempotency_key    text        NOT NULL,
    route              text        NOT NULL,
    fingerprint_sha256 bytea       NOT NULL,
    response_status    integer     NOT NULL,
    response_body      text        NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (user_id, idempotency_key),
    CONSTRAINT idempotency_keys_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT idempotency_keys_fingerprint_ck CHECK (octet_length(fingerprint_sha256) = 32)
);

-- What must reach another system; written in the transaction that made it true.
CREATE TABLE outbox (
    id              uuid        NOT NULL,
    transaction_id  uuid        NOT NULL,
    kind            text        NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    claimed_until   timestamptz,
    delivered_at    timestamptz,
    last_error      text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT outbox_pk PRIMARY KEY (id),
    CONSTRAINT outbox_transaction_kind_uq UNIQUE (transaction_id, kind),
    CONSTRAINT outbox_transaction_id_fk FOREIGN KEY (transaction_id) REFERENCES transactions (id),
    CONSTRAINT outbox_kind_ck CHECK (kind IN ('submit_payment')),
    CONSTRAINT outbox_attempts_ck CHECK (attempts >= 0)
);
CREATE INDEX outbox_due_ix ON outbox (next_attempt_at) WHERE delivered_at IS NULL;

CREATE TABLE audit_log (
    id            uuid        NOT NULL,
    user_id       uuid,
    action        text        NOT NULL,
    resource_type text        NOT NULL,
    resource_id   text,
    result        text        NOT NULL DEFAULT 'success',
    details       jsonb       NOT NULL DEFAULT '{}',
    ip_address    text,
    user_agent    text,
    request_id    text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_log_pk PRIMARY KEY (id),
    CONSTRAINT audit_log_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT audit_log_result_ck CHECK (result IN ('success', 'failure', 'denied'))
);
CREATE INDEX audit_log_user_id_ix ON audit_log (user_id, created_at DESC);
CREATE INDEX audit_log_resource_ix ON audit_log (resource_type, resource_id, created_at DESC);

-- Counters that may be lost in a crash: unlogged is several times faster.
CREATE UNLOGGED TABLE rate_limits (
    bucket       text        NOT NULL,
    window_start timestamptz NOT NULL,
    hits         integer     NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT rate_limits_pk PRIMARY KEY (bucket)
) WITH (fillfactor = 50);
CREATE INDEX rate_limits_expires_at_ix ON rate_limits (expires_at);

CREATE TABLE worker_heartbeats (
    name       text        NOT NULL,
    beat_at    timestamptz NOT NULL,
    version    text        NOT NULL,
    details    jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT worker_heartbeats_pk PRIMARY KEY (name)
);
