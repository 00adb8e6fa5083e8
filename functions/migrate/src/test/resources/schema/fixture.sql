-- One good row in every table, so that each violation differs from it in one thing.
CREATE FUNCTION pg_temp.u(number integer) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT lpad(to_hex(number), 32, '0')::uuid $$;
CREATE FUNCTION pg_temp.hash(text text) RETURNS bytea LANGUAGE sql IMMUTABLE
    AS $$ SELECT sha256(convert_to(text, 'UTF8')) $$;

INSERT INTO users (id, national_id_hmac, email, first_name, last_name, role) VALUES
    (pg_temp.u(1), pg_temp.hash('1'), 'kari@example.com', 'Kari', 'Nordmann', 'user'),
    (pg_temp.u(2), pg_temp.hash('2'), 'ola@example.com', 'Ola', 'Nordmann', 'user'),
    (pg_temp.u(3), pg_temp.hash('3'), 'butikk@example.com', 'Eva', 'Kjøpmann', 'merchant'),
    (pg_temp.u(4), pg_temp.hash('4'), 'admin@example.com', 'Per', 'Vakt', 'admin');
INSERT INTO sessions (id, user_id, platform, expires_at)
    VALUES (pg_temp.u(10), pg_temp.u(1), 'web', now() + INTERVAL '1 day');
INSERT INTO refresh_tokens (id, session_id, token_sha256, expires_at)
    VALUES (pg_temp.u(11), pg_temp.u(10), pg_temp.hash('t'), now() + INTERVAL '1 day');
INSERT INTO authentication_requests (id, state_sha256, purpose, platform, nonce, code_verifier,
                                     expires_at)
    VALUES (pg_temp.u(12), pg_temp.hash('s'), 'login', 'web', 'n', '\x00', now());
INSERT INTO login_codes (code_sha256, user_id, expires_at)
    VALUES (pg_temp.hash('c'), pg_temp.u(1), now());
INSERT INTO consents (id, user_id, consent_type, bank_id, state_sha256) VALUES
    (pg_temp.u(13), pg_temp.u(1), 'psd2_aisp', 'dnb', pg_temp.hash('k1')),
    (pg_temp.u(14), pg_temp.u(2), 'psd2_aisp', 'dnb', pg_temp.hash('k2'));
INSERT INTO bank_accounts (id, user_id, consent_id, bank_id, bank_name, aspsp_resource_id,
                           iban_encrypted, iban_hmac, iban_last_four, currency) VALUES
    (pg_temp.u(15), pg_temp.u(1), pg_temp.u(13), 'dnb', 'DNB', 'r1', '\x00', pg_temp.hash('i1'),
     '7947', 'NOK'),
    (pg_temp.u(16), pg_temp.u(2), pg_temp.u(14), 'dnb', 'DNB', 'r2', '\x00', pg_temp.hash('i2'),
     '7947', 'NOK');
INSERT INTO recipients (id, user_id, name, country, currency, account_encrypted, account_last_four)
    VALUES (pg_temp.u(17), pg_temp.u(1), 'Milica', 'RS', 'RSD', '\x00', '1234'),
           (pg_temp.u(18), pg_temp.u(2), 'Ayşe', 'TR', 'TRY', '\x00', '1234');
INSERT INTO exchange_rates (base_currency, quote_currency, rate, source, observed_at)
    VALUES ('NOK', 'RSD', 10.08, 'test', now());
INSERT INTO quotes (id, user_id, recipient_id, amount_minor, fee_minor, total_minor, currency,
                    received_minor, received_currency, rate, reference_rate, rate_source,
                    markup_basis_points, execution_time_minutes, expires_at) VALUES
    (pg_temp.u(20), pg_temp.u(1), pg_temp.u(17), 200000, 1000, 201000, 'NOK', 2016000, 'RSD',
     10.08, 10.1, 'test', 20, 120, now()),
    (pg_temp.u(21), pg_temp.u(2), pg_temp.u(18), 200000, 1000, 201000, 'NOK', 826000, 'TRY',
     4.13, 4.14, 'test', 20, 120, now()),
    (pg_temp.u(22), pg_temp.u(1), pg_temp.u(17), 200000, 1000, 201000, 'NOK', 2016000, 'RSD',
     10.08, 10.1, 'test', 20, 120, now());
INSERT INTO merchants (id, user_id, business_name, org_number, address, account_encrypted,
                       account_last_four) VALUES
    (pg_temp.u(30), pg_temp.u(3), 'Butikk AS', '999888771', 'Oslo', '\x00', '7947'),
    (pg_temp.u(31), pg_temp.u(4), 'Kiosk AS', '910000012', 'Oslo', '\x00', '7947');
INSERT INTO payment_requests (id, merchant_id, amount_minor, expires_at) VALUES
    (pg_temp.u(32), pg_temp.u(30), 12900, now()),
    (pg_temp.u(33), pg_temp.u(31), 12900, now());
INSERT INTO payment_sessions (id, user_id, quote_id, bank_account_id, binding_sha256, expires_at)
    VALUES (pg_temp.u(40), pg_temp.u(1), pg_temp.u(20), pg_temp.u(15), pg_temp.hash('b'), now()),
           (pg_temp.u(41), pg_temp.u(1), pg_temp.u(22), pg_temp.u(15), pg_temp.hash('b'), now()),
           (pg_temp.u(42), pg_temp.u(2), pg_temp.u(21), pg_temp.u(16), pg_temp.hash('b'), now());
INSERT INTO transactions (id, user_id, type, amount_minor, fee_minor, total_minor, currency,
                          received_minor, received_currency, rate, bank_account_id, recipient_id,
                          quote_id, payment_session_id, idempotency_key)
    VALUES (pg_temp.u(50), pg_temp.u(1), 'remittance', 200000, 1000, 201000, 'NOK', 2016000, 'RSD',
            10.08, pg_temp.u(15), pg_temp.u(17), pg_temp.u(20), pg_temp.u(40), 'key-1');
INSERT INTO transactions (id, user_id, type, amount_minor, fee_minor, total_minor, currency,
                          received_minor, received_currency, bank_account_id, merchant_id,
                          payment_request_id, payment_session_id, idempotency_key)
    VALUES (pg_temp.u(51), pg_temp.u(1), 'qr_payment', 12900, 129, 12900, 'NOK', 12771, 'NOK',
            pg_temp.u(15), pg_temp.u(30), pg_temp.u(32), pg_temp.u(41), 'key-2');
INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
    VALUES (pg_temp.u(50), 1, 'instructed', now());
INSERT INTO idempotency_keys (user_id, idempotency_key, route, fingerprint_sha256, response_status,
                              response_body)
    VALUES (pg_temp.u(1), 'key-1', 'POST /v1/transactions/remittance', pg_temp.hash('f'), 201, '{}');
INSERT INTO outbox (id, transaction_id, kind) VALUES (pg_temp.u(52), pg_temp.u(50), 'submit_payment');
INSERT INTO audit_log (id, user_id, action, resource_type)
    VALUES (pg_temp.u(53), pg_temp.u(1), 'transaction.created', 'transaction');
INSERT INTO rate_limits (bucket, window_start, hits, expires_at) VALUES ('b', now(), 1, now());
INSERT INTO worker_heartbeats (name, beat_at, version) VALUES ('worker', now(), '0.1.0');
INSERT INTO settings (user_id) VALUES (pg_temp.u(1));
INSERT INTO notifications (id, user_id, kind, title, body, transaction_id)
    VALUES (pg_temp.u(60), pg_temp.u(1), 'payment', 'Sendt', 'Pengene er på vei.', pg_temp.u(50));
INSERT INTO cards (id, user_id, type, last_four, token_ref)
    VALUES (pg_temp.u(61), pg_temp.u(1), 'virtual', '4242', 'ic_1');
INSERT INTO spending_limits (id, card_id, user_id, period, amount_minor)
    VALUES (pg_temp.u(62), pg_temp.u(61), pg_temp.u(1), 'day', 100000);
INSERT INTO screening_results (id, user_id, recipient_id, transaction_id, kind, provider,
                               provider_ref, list_version, outcome, score, screened_at)
    VALUES (pg_temp.u(63), pg_temp.u(1), pg_temp.u(17), pg_temp.u(50), 'sanctions', 'sumsub',
            'ref-1', '2026-11-01', 'clear', 0.1, now());
INSERT INTO aml_alerts (id, user_id, transaction_id, screening_result_id, rule, severity)
    VALUES (pg_temp.u(64), pg_temp.u(1), pg_temp.u(50), pg_temp.u(63), 'sanctions_hit', 'high');
INSERT INTO str_reports (id, alert_id, user_id, narrative, created_by, external_ref)
    VALUES (pg_temp.u(65), pg_temp.u(64), pg_temp.u(1), 'Text', pg_temp.u(4), 'str-1');
INSERT INTO data_access_requests (id, user_id, kind, due_at)
    VALUES (pg_temp.u(66), pg_temp.u(1), 'export', now() + INTERVAL '30 days');
INSERT INTO complaints (id, user_id, transaction_id, kind, description, answer_due_at)
    VALUES (pg_temp.u(67), pg_temp.u(1), pg_temp.u(50), 'duplicate', 'To ganger', now() + INTERVAL '21 days');
INSERT INTO withdrawal_requests (id, user_id, reason, comment)
    VALUES (pg_temp.u(68), pg_temp.u(1), 'other', 'Takk');
INSERT INTO role_changes (id, user_id, role, reason, proposed_by)
    VALUES (pg_temp.u(72), pg_temp.u(1), 'admin', 'Ny', pg_temp.u(4));
INSERT INTO webhook_events (id, provider, event_key, event_type, subject, payload, payload_sha256,
                            occurred_at)
    VALUES (pg_temp.u(69), 'sumsub', 'e-1', 'applicantReviewed', 'a-1', '{}', pg_temp.hash('p'), now());
INSERT INTO backup_fences (id, run_id, slot, schema_version, row_counts)
    VALUES (pg_temp.u(70), 'run-1', 'daily', '1', '{}');
INSERT INTO schema_releases (release, build, schema_version) VALUES ('0.1.0', 'b1', '1');
INSERT INTO schema_state (schema_version, fingerprint, catalogue, recorded_at, checked_at)
    VALUES ('1', repeat('0', 64), 'table users: r', now(), now())
    ON CONFLICT (only_row) DO NOTHING;
INSERT INTO watch_lists (version, source, published_at) VALUES ('l-1', 'test', now());
INSERT INTO watch_list_entries (list_version, entry_id, kind, names)
    VALUES ('l-1', 'test:1', 'sanctions', ARRAY['Navn']);
INSERT INTO bank_orders (bank_payment_id, day, status, outcome, amount_minor, currency, listed_at)
    VALUES ('b-1', '2026-11-25', 'ACSC', 'settled', 201000, 'NOK', now());
INSERT INTO reconciliations (day) VALUES ('2026-11-25');
INSERT INTO discrepancies (id, day, kind, subject, first_seen_at, last_seen_at)
    VALUES (pg_temp.u(71), '2026-11-25', 'unknown_here', 'b-1', now(), now());
INSERT INTO chain_blocks (number, from_xid, to_xid, row_count, hash)
    VALUES (1, 0, 10, 1, pg_temp.hash('block'));
INSERT INTO chain_swept (written_in, row_sha256) VALUES (1, pg_temp.hash('row'));
INSERT INTO sanctions_lists (source, number, published_at, document_sha256, content_sha256, entry_count,
                             loaded_at)
    VALUES ('eu', 1, now(), pg_temp.hash('d'), pg_temp.hash('c'), 1, now()),
           ('eu', 2, now(), pg_temp.hash('d2'), pg_temp.hash('c2'), 1, now());
INSERT INTO sanctions_list_entries (source, entry_id, first_number, last_number, names, weak_names,
                                    born_from, born_to, sha256)
    VALUES ('eu', 'eu:1', 2, 2, ARRAY['Navn'], '{}', '{}', '{}', pg_temp.hash('e'));
INSERT INTO watch_list_editions (version, base_version, in_force_from) VALUES ('l-1+eu-1', 'l-1', now());
INSERT INTO watch_list_edition_parts (version, source, number) VALUES ('l-1+eu-1', 'eu', 1);
INSERT INTO sanctions_list_sources (source, next_at, added_at) VALUES ('eu', now(), now());
INSERT INTO rescreenings (user_id) VALUES (pg_temp.u(1));
INSERT INTO provider_states (provider, resting, changed_at) VALUES ('sumsub', false, now());
