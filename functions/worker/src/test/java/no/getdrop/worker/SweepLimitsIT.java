package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.WithBank;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// What each limit is, and that nothing younger goes.
class SweepLimitsIT extends WithBank {
    private final Stock stock = new Stock(DATABASE);

    @BeforeEach
    void start() throws Exception {
        stock.begin();
    }

    /// Rows just under, just over and at random around their limits; what is left is exactly what a
    /// rule that is written down a second time, here, says.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothingYoungerThanItsLimitGoesAndAllThatIsOlderDoes(long seed) {
        Random random = new Random(seed);
        List<String> kept = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            for (int i = 0; i < 40; i++) {
                long seconds =
                        switch (i) {
                            case 0 -> -120;
                            case 1 -> 5;
                            default -> random.nextLong(-3_000_000, 3_000_000);
                        };
                UUID id = UUID.randomUUID();
                stock.execute(
                        limit.insert
                                .replace("ID", id.toString())
                                .replace("USER", customer.id().value().toString())
                                .replace("RECIPIENT", customer.recipientId().value().toString())
                                .replace("ACCOUNT", customer.accountId().value().toString())
                                .replace(
                                        "_AT_",
                                        "now() - interval '"
                                                + limit.age
                                                + "' - interval '"
                                                + seconds
                                                + " seconds'"));
                if (seconds < 0) {
                    kept.add(limit + " " + id);
                }
            }
        }

        while (sum(sweep(7)) > 0) {
            // A bounded number each time.
        }

        List<String> left = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            DATABASE.owner()
                    .withHandle(handle -> handle.createQuery(limit.left).mapTo(UUID.class).list())
                    .forEach(id -> left.add(limit + " " + id));
        }
        assertThat(left).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(kept);
    }

    private enum Limit {
        SESSION(
                "90 days",
                "INSERT INTO sessions (id, user_id, platform, expires_at)"
                        + " VALUES ('ID', 'USER', 'web', _AT_); INSERT INTO refresh_tokens"
                        + " (id, session_id, token_sha256, expires_at)"
                        + " VALUES ('ID', 'ID', sha256('ID'), now())",
                "SELECT id FROM sessions"),
        NOTIFICATION(
                "1 year",
                "INSERT INTO notifications (id, user_id, kind, title, body, created_at)"
                        + " VALUES ('ID', 'USER', 'information', 't', 'b', _AT_)",
                "SELECT id FROM notifications"),
        WEBHOOK(
                "90 days",
                "INSERT INTO webhook_events (id, provider, event_key, event_type, subject,"
                        + " payload, payload_sha256, occurred_at, processed_at, outcome) VALUES"
                        + " ('ID', 'openbanking', 'ID', 't', 's', '{\"a\":1}', sha256('x'),"
                        + " now(), _AT_, 'applied')",
                "SELECT id FROM webhook_events WHERE provider = 'openbanking'"),
        PAYLOAD(
                "90 days",
                "INSERT INTO webhook_events (id, provider, event_key, event_type, subject,"
                        + " payload, payload_sha256, occurred_at, processed_at, outcome) VALUES"
                        + " ('ID', 'sumsub', 'ID', 't', 's', '{\"a\":1}', sha256('x'),"
                        + " now(), _AT_, 'superseded')",
                "SELECT id FROM webhook_events WHERE provider = 'sumsub' AND payload <> '{}'"),
        IDEMPOTENCY_KEY(
                "24 hours",
                "INSERT INTO idempotency_keys (user_id, idempotency_key, route, fingerprint_sha256,"
                        + " response_status, response_body, created_at) VALUES ('USER', 'ID', 'POST"
                        + " /v1/recipients', sha256('x'), 201, '{}', _AT_)",
                "SELECT idempotency_key::uuid FROM idempotency_keys"),
        QUOTE(
                "31 days",
                "INSERT INTO quotes (id, user_id, recipient_id, amount_minor, fee_minor,"
                        + " total_minor, currency, received_minor, received_currency, rate,"
                        + " reference_rate, rate_source, markup_basis_points,"
                        + " execution_time_minutes, expires_at) VALUES ('ID', 'USER', 'RECIPIENT',"
                        + " 200000, 1000, 201000, 'NOK', 2016000, 'RSD', 10.08, 10.1, 'test', 20,"
                        + " 120, _AT_)",
                "SELECT id FROM quotes WHERE rate_source = 'test'"
                        + " AND id NOT IN (SELECT quote_id FROM payment_sessions)"),
        PAYMENT_SESSION(
                "30 days",
                "INSERT INTO quotes (id, user_id, recipient_id, amount_minor, fee_minor,"
                        + " total_minor, currency, received_minor, received_currency, rate,"
                        + " reference_rate, rate_source, markup_basis_points,"
                        + " execution_time_minutes, expires_at) VALUES ('ID', 'USER', 'RECIPIENT',"
                        + " 200000, 1000, 201000, 'NOK', 2016000, 'RSD', 10.08, 10.1, 'other', 20,"
                        + " 120, 'infinity'); INSERT INTO payment_sessions (id, user_id, quote_id,"
                        + " bank_account_id, binding_sha256, expires_at)"
                        + " VALUES ('ID', 'USER', 'ID', 'ACCOUNT', sha256('x'), _AT_)",
                "SELECT id FROM payment_sessions"),
        AUDIT_ENTRY(
                "5 years",
                "INSERT INTO audit_log (id, user_id, action, resource_type, created_at) SELECT"
                        + " 'ID', 'USER', 'test.done', 'test', _DAY_",
                "SELECT id FROM audit_log WHERE action = 'test.done'");

        private final String age;
        private final String insert;
        private final String left;

        Limit(String age, String insert, String left) {
            this.age = age;
            this.insert =
                    insert.replace(
                            "_DAY_",
                            // Whole days of Norway: the last one that is over, and the first that
                            // is not.
                            "((date_trunc('day', now() AT TIME ZONE 'Europe/Oslo')"
                                    + " - interval '5 years') AT TIME ZONE 'Europe/Oslo')"
                                    + " + (_AT_ - (now() - interval '5 years'))");
            this.left = left;
        }
    }

    private static int sum(Sweep.Swept swept) {
        return swept.rows().values().stream().mapToInt(each -> each).sum();
    }

    private Sweep.Swept sweep(int limit) {
        return new Sweep(DATABASE.app(), clock).run(limit, soon());
    }

    private Instant soon() {
        return clock.instant().plusSeconds(30);
    }
}
