-- kind: expand
-- why: what a customer chooses and is told, and the cards that stay behind their flags
-- locks: none but on the new tables; each foreign key locks its parent for an instant
-- undo: drop the tables; nothing else refers to them
-- since: 0.1.0

CREATE TABLE settings (
    user_id       uuid        NOT NULL,
    currency      text        NOT NULL DEFAULT 'NOK',
    language      text        NOT NULL DEFAULT 'nb',
    push_enabled  boolean     NOT NULL DEFAULT true,
    email_enabled boolean     NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT settings_pk PRIMARY KEY (user_id),
    CONSTRAINT settings_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT settings_currency_ck CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT settings_language_ck CHECK (language IN ('nb', 'en', 'bs', 'sq'))
);

CREATE TABLE notifications (
    id             uuid        NOT NULL,
    user_id        uuid        NOT NULL,
    kind           text        NOT NULL,
    title          text        NOT NULL,
    body           text        NOT NULL,
    transaction_id uuid,
    created_at     timestamptz NOT NULL DEFAULT now(),
    read_at        timestamptz,
    CONSTRAINT notifications_pk PRIMARY KEY (id),
    CONSTRAINT notifications_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT notifications_transaction_fk
        FOREIGN KEY (transaction_id, user_id) REFERENCES transactions (id, user_id),
    CONSTRAINT notifications_kind_ck
        CHECK (kind IN ('payment', 'consent', 'security', 'complaint', 'privacy', 'information')),
    CONSTRAINT notifications_title_ck CHECK (char_length(title) BETWEEN 1 AND 140),
    CONSTRAINT notifications_body_ck CHECK (char_length(body) BETWEEN 1 AND 1000),
    CONSTRAINT notifications_read_at_ck CHECK (read_at >= created_at)
);
CREATE INDEX notifications_user_id_ix ON notifications (user_id, id DESC);
CREATE INDEX notifications_transaction_id_ix ON notifications (transaction_id)
    WHERE transaction_id IS NOT NULL;
CREATE INDEX notifications_created_at_ix ON notifications (created_at);

-- The card number and its code never come here: only its last four digits and the issuer's token.
CREATE TABLE cards (
    id         uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    type       text        NOT NULL,
    status     text        NOT NULL DEFAULT 'active',
    last_four  text        NOT NULL,
    token_ref  text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    closed_at  timestamptz,
    CONSTRAINT cards_pk PRIMARY KEY (id),
    CONSTRAINT cards_id_user_uq UNIQUE (id, user_id),
    CONSTRAINT cards_token_ref_uq UNIQUE (token_ref),
    CONSTRAINT cards_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT cards_type_ck CHECK (type IN ('virtual', 'physical')),
    CONSTRAINT cards_status_ck CHECK (status IN ('ordered', 'active', 'frozen', 'closed')),
    CONSTRAINT cards_last_four_ck CHECK (last_four ~ '^[0-9]{4}$'),
    CONSTRAINT cards_token_ref_ck
        CHECK (char_length(token_ref) BETWEEN 1 AND 255 AND token_ref !~ '[0-9]{12,}'),
    CONSTRAINT cards_closed_ck CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX cards_user_id_ix ON cards (user_id);

CREATE TABLE spending_limits (
    id           uuid        NOT NULL,
    card_id      uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    period       text        NOT NULL,
    amount_minor bigint      NOT NULL,
    currency     text        NOT NULL DEFAULT 'NOK',
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT spending_limits_pk PRIMARY KEY (id),
    CONSTRAINT spending_limits_card_period_uq UNIQUE (card_id, period),
    CONSTRAINT spending_limits_card_fk
        FOREIGN KEY (card_id, user_id) REFERENCES cards (id, user_id),
    CONSTRAINT spending_limits_period_ck
        CHECK (period IN ('transaction', 'day', 'week', 'month', 'year')),
    CONSTRAINT spending_limits_amount_ck CHECK (amount_minor >= 0 AND currency = 'NOK')
);
