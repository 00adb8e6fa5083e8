-- kind: expand
-- why: what V202611261110 promised of screening_results.merchant_id holds of all rows
-- locks: SHARE UPDATE EXCLUSIVE on screening_results while its rows are read
-- undo: none is needed
-- since: 0.1.0

ALTER TABLE screening_results VALIDATE CONSTRAINT screening_results_merchant_id_fk;
