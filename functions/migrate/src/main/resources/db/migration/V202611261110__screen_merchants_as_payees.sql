-- kind: expand
-- why: shops are screened as payees, by the name that they trade under and the registered one
-- locks: ACCESS EXCLUSIVE on merchants and screening_results for an instant
-- undo: drop screening_results.merchant_id and merchants.legal_name
-- since: 0.1.0

-- As the register of entities had it; NULL for who registered before.
ALTER TABLE merchants ADD COLUMN legal_name text;

ALTER TABLE screening_results ADD COLUMN merchant_id uuid;
ALTER TABLE screening_results ADD CONSTRAINT screening_results_merchant_id_fk
    FOREIGN KEY (merchant_id) REFERENCES merchants (id) NOT VALID;
