-- kind: expand
-- why: a merchant's dashboard and settlements read one merchant's payments of some days
-- locks: SHARE on transactions while the indexes are built; it holds no QR payment yet
-- undo: DROP INDEX transactions_merchant_created_ix, transactions_merchant_completed_ix
-- since: 0.1.0

CREATE INDEX transactions_merchant_created_ix ON transactions (merchant_id, created_at DESC)
    WHERE merchant_id IS NOT NULL;
CREATE INDEX transactions_merchant_completed_ix ON transactions (merchant_id, completed_at DESC)
    WHERE merchant_id IS NOT NULL AND status = 'completed';
