-- kind: expand
-- why: a withdrawn consent is ended at its bank, unattended reads are counted, expiry is told
-- locks: ACCESS EXCLUSIVE on consents for an instant, SHARE while its indexes are built; few rows
-- undo: drop the indexes and columns; nothing else refers to them
-- since: 0.1.0

ALTER TABLE consents
    ADD COLUMN unattended_reads_on date,
    ADD COLUMN unattended_reads    integer NOT NULL DEFAULT 0,
    -- When the bank was told that the consent is withdrawn, and when to try (again).
    ADD COLUMN bank_told_at        timestamptz,
    ADD COLUMN bank_tell_after     timestamptz,
    -- When the customer was told that it runs out, and that it has run out.
    ADD COLUMN expiring_told_at    timestamptz,
    ADD COLUMN expired_told_at     timestamptz,
    -- 4 a day without the customer: RTS Art. 36(5)(b).
    ADD CONSTRAINT consents_unattended_reads_ck CHECK (unattended_reads BETWEEN 0 AND 4),
    ADD CONSTRAINT consents_bank_told_ck CHECK (bank_told_at IS NULL OR revoked_at IS NOT NULL);

CREATE INDEX consents_bank_to_tell_ix ON consents (bank_tell_after NULLS FIRST)
    WHERE consent_type = 'psd2_aisp' AND revoked_at IS NOT NULL AND bank_told_at IS NULL;
CREATE INDEX consents_expiry_to_tell_ix ON consents (expires_at)
    WHERE consent_type = 'psd2_aisp' AND granted AND revoked_at IS NULL
        AND expired_told_at IS NULL;
-- One of each kind that is given to Drop itself.
CREATE UNIQUE INDEX consents_one_given_uq ON consents (user_id, consent_type)
    WHERE consent_type <> 'psd2_aisp' AND revoked_at IS NULL;
