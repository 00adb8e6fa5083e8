package no.getdrop.compliance;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.runtime.Spelled;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What people at Drop have to look at, and what they decide.
///
/// An alert is released or rejected once, rejected by one administrator and released by two: the
/// first release is kept on it and changes nothing else. In between it can be reported: the payment
/// then waits until the report is sent or withdrawn (hvitvaskingsloven § 27), and two have to
/// release it after that. Nobody decides on a payment of his own or one to himself.
public final class Alerts {
    /// A first release counts while whoever made it is an administrator, and is history once the
    /// alert is decided.
    private static final String COLUMNS =
            """
            SELECT aml_alerts.id, aml_alerts.rule, aml_alerts.severity, aml_alerts.status,
                   aml_alerts.details, aml_alerts.created_at, aml_alerts.decided_by,
                   aml_alerts.decided_at, aml_alerts.decision_reason,
                   first_releaser.id AS first_released_by, aml_alerts.first_released_at,
                   aml_alerts.first_release_reason,
                   users.id AS user_id, users.first_name || ' ' || users.last_name AS user_name,
                   users.birth_date, users.risk_level,
                   transactions.id AS payment_id, transactions.type, transactions.stage,
                   transactions.amount_minor, transactions.currency,
                   coalesce(recipients.name, merchants.business_name) AS payee_name,
                   recipients.country, transactions.created_at AS payment_created_at,
                   merchants.user_id AS payee_user_id
            FROM aml_alerts
            JOIN users ON users.id = aml_alerts.user_id
            LEFT JOIN transactions ON transactions.id = aml_alerts.transaction_id
            LEFT JOIN recipients ON recipients.id = transactions.recipient_id
            LEFT JOIN merchants ON merchants.id = transactions.merchant_id
            LEFT JOIN users AS first_releaser
              ON first_releaser.id = aml_alerts.first_released_by
             AND (aml_alerts.status IN ('released', 'rejected')
                  OR first_releaser.role = 'admin' AND first_releaser.deleted_at IS NULL)
            """;

    private static final String PAGE =
            COLUMNS
                    + """
                    WHERE (CAST(:status AS text) IS NULL OR aml_alerts.status = :status)
                      AND (CAST(:rule AS text) IS NULL OR aml_alerts.rule = :rule)
                      AND (CAST(:customer AS uuid) IS NULL OR aml_alerts.user_id = :customer)
                      AND (CAST(:firstReleased AS boolean) IS NULL
                           OR (first_releaser.id IS NOT NULL) = :firstReleased)
                      AND (CAST(:before AS uuid) IS NULL OR aml_alerts.id < :before)
                    ORDER BY aml_alerts.id DESC
                    LIMIT :limit OFFSET :offset
                    """;

    private static final String FIND =
            COLUMNS
                    + """
                    WHERE aml_alerts.id = :id
                    """;

    /// All alerts of the payment are locked, so that two decisions about it follow each other.
    private static final String LOCK =
            """
            SELECT id, transaction_id FROM aml_alerts
            WHERE id = :id
               OR transaction_id = (SELECT transaction_id FROM aml_alerts WHERE id = :id)
            ORDER BY id
            FOR UPDATE
            """;

    private static final String KEEP_FIRST_RELEASE =
            """
            UPDATE aml_alerts
            SET first_released_by = :by, first_released_at = :now, first_release_reason = :reason
            WHERE id = :id AND status IN ('open', 'reported')
            """;

    /// A suspicion outweighs a release that went before it.
    private static final String DECIDE =
            """
            UPDATE aml_alerts
            SET status = :status, decided_by = :by, decided_at = :now, decision_reason = :reason,
                first_released_by =
                    CASE WHEN :status <> 'reported' THEN first_released_by END,
                first_released_at =
                    CASE WHEN :status <> 'reported' THEN first_released_at END,
                first_release_reason =
                    CASE WHEN :status <> 'reported' THEN first_release_reason END
            WHERE id = :id AND status IN ('open', 'reported')
            """;

    private static final String UNDECIDED =
            """
            SELECT count(*) FROM aml_alerts
            WHERE transaction_id = :paymentId AND status IN ('open', 'reported')
            """;

    private final Holds holds;
    private final Reports reports;
    private final InstantSource clock;

    /// What is made of an alert.
    public enum Verb implements Spelled {
        /// Nothing is wrong: the payment goes on when another administrator has said so too and
        /// nothing else holds it.
        RELEASE(Alert.Status.RELEASED),
        /// The payment is not made.
        REJECT(Alert.Status.REJECTED),
        /// There is a suspicion: a report is begun, and the payment waits for it.
        ESCALATE(Alert.Status.REPORTED);

        private final Alert.Status status;

        Verb(Alert.Status status) {
            this.status = status;
        }

        /// What a client wrote.
        public static Optional<Verb> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// Which alerts to list.
    ///
    /// @param firstReleased whether one administrator has released it
    /// @param before the last of the page before
    public record Filter(
            Alert.@Nullable Status status,
            Concern.@Nullable Rule rule,
            @Nullable UserId customer,
            @Nullable Boolean firstReleased,
            @Nullable AlertId before,
            int offset,
            int limit) {}

    /// A decision by an administrator.
    public record Decision(AlertId alertId, UserId by, Verb verb, String reason) {}

    /// What became of a decision.
    public sealed interface Outcome {
        /// It holds, now or since the same administrator made it; a first release waits for the
        /// second.
        record Decided(Alert alert) implements Outcome {}

        /// There is no such alert.
        record NotFound() implements Outcome {}

        /// The administrator is payer or payee.
        record OwnCase() implements Outcome {}

        /// Somebody decided otherwise.
        record AlreadyDecided() implements Outcome {}

        /// The first release is the same administrator's, for another reason; the second is not.
        record SecondReleaseNeeded() implements Outcome {}

        /// The report about it has been neither sent nor withdrawn yet.
        record ReportPending() implements Outcome {}
    }

    /// What a decision is judged by.
    ///
    /// @param payeeUserId owner of the merchant that is paid; `null` for a recipient abroad
    private record Case(Alert alert, @Nullable UUID payeeUserId) {
        boolean isOwnOf(UserId admin) {
            return alert.customer().id().equals(admin) || admin.value().equals(payeeUserId);
        }
    }

    /// Alerts about the payments that `holds` keeps.
    public Alerts(Holds holds, Reports reports, InstantSource clock) {
        this.holds = holds;
        this.reports = reports;
        this.clock = clock;
    }

    /// The newest alerts that match.
    public static Read<List<Alert>> page(Filter filter) {
        return Read.list(PAGE, (row, context) -> alert(row))
                .with("status", filter.status() == null ? null : filter.status().text())
                .with("rule", filter.rule() == null ? null : filter.rule().text())
                .with("customer", filter.customer() == null ? null : filter.customer().value())
                .with("firstReleased", filter.firstReleased())
                .with("before", filter.before() == null ? null : filter.before().value())
                .with("offset", filter.offset())
                .with("limit", filter.limit());
    }

    /// Decides, in a transaction that is already open.
    public Outcome decide(Handle handle, Decision decision, Audit.Origin origin) {
        AlertId id = decision.alertId();
        handle.createQuery(LOCK).bind("id", id.value()).mapToMap().list();
        Optional<Case> found = find(handle, id);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (found.get().isOwnOf(decision.by())) {
            return new Outcome.OwnCase();
        }
        Alert alert = found.get().alert();
        return switch (alert.status()) {
            case RELEASED, REJECTED -> repeated(alert, decision);
            case REPORTED ->
                    decision.verb() == Verb.ESCALATE
                            ? repeated(alert, decision)
                            : decideReported(handle, alert, decision, origin);
            case OPEN -> decideOpen(handle, alert, decision, origin);
        };
    }

    private static Outcome repeated(Alert alert, Decision decision) {
        boolean same =
                alert.status() == decision.verb().status
                        && (isSame(alert.decision(), decision)
                                || isSame(alert.firstRelease(), decision));
        return same ? new Outcome.Decided(alert) : new Outcome.AlreadyDecided();
    }

    private static boolean isSame(Alert.@Nullable Decision made, Decision decision) {
        return made != null
                && made.by().equals(decision.by())
                && made.reason().equals(decision.reason());
    }

    private Outcome decideReported(
            Handle handle, Alert alert, Decision decision, Audit.Origin origin) {
        return Reports.isPending(handle, alert.id())
                ? new Outcome.ReportPending()
                : decideOpen(handle, alert, decision, origin);
    }

    private Outcome decideOpen(Handle handle, Alert alert, Decision decision, Audit.Origin origin) {
        if (decision.verb() != Verb.RELEASE) {
            return apply(handle, alert, decision, origin);
        }
        Alert.Decision first = alert.firstRelease();
        if (first == null) {
            bound(handle, KEEP_FIRST_RELEASE, decision).execute();
            return recorded(handle, decision, Action.AML_ALERT_FIRST_RELEASED, origin);
        }
        if (first.by().equals(decision.by())) {
            return isSame(first, decision)
                    ? new Outcome.Decided(alert)
                    : new Outcome.SecondReleaseNeeded();
        }
        return apply(handle, alert, decision, origin);
    }

    private Outcome apply(Handle handle, Alert alert, Decision decision, Audit.Origin origin) {
        bound(handle, DECIDE, decision).bind("status", decision.verb().status.text()).execute();
        if (decision.verb() == Verb.ESCALATE) {
            reports.draft(handle, alert.id(), decision.by(), decision.reason());
        } else if (alert.payment() != null) {
            move(handle, alert.payment().id(), decision.verb());
        }
        return recorded(handle, decision, Action.AML_ALERT_DECIDED, origin);
    }

    private Update bound(Handle handle, String statement, Decision decision) {
        return handle.createUpdate(statement)
                .bind("id", decision.alertId().value())
                .bind("by", decision.by().value())
                .bind("reason", decision.reason())
                .bind("now", clock.instant());
    }

    private static Outcome recorded(
            Handle handle, Decision decision, Action action, Audit.Origin origin) {
        AlertId id = decision.alertId();
        Audit.record(handle, decision.by().value(), action, id.toString(), origin);
        return new Outcome.Decided(find(handle, id).orElseThrow().alert());
    }

    /// A payment goes on when no alert about it waits any more; one that was rejected has ended.
    private void move(Handle handle, UUID paymentId, Verb verb) {
        if (verb == Verb.REJECT) {
            holds.reject(handle, paymentId);
        } else if (undecided(handle, paymentId) == 0) {
            holds.release(handle, paymentId);
        }
    }

    private static int undecided(Handle handle, UUID paymentId) {
        return handle.createQuery(UNDECIDED)
                .bind("paymentId", paymentId)
                .mapTo(Integer.class)
                .one();
    }

    private static Optional<Case> find(Handle handle, AlertId id) {
        return handle.createQuery(FIND)
                .bind("id", id.value())
                .map((row, context) ->
                        new Case(alert(row), row.getObject("payee_user_id", UUID.class)))
                .findOne();
    }

    private static Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                new AlertId(row.getObject("id", UUID.class)),
                Concern.Rule.parse(row.getString("rule")).orElseThrow(),
                Concern.Severity.parse(row.getString("severity")),
                Alert.Status.parse(row.getString("status")).orElseThrow(),
                row.getString("details"),
                new Alert.Customer(
                        new UserId(row.getObject("user_id", UUID.class)),
                        row.getString("user_name"),
                        row.getObject("birth_date", LocalDate.class),
                        row.getString("risk_level")),
                payment(row),
                row.getTimestamp("created_at").toInstant(),
                decision(row, "first_released_by", "first_released_at", "first_release_reason"),
                decision(row, "decided_by", "decided_at", "decision_reason"));
    }

    private static Alert.@Nullable HeldPayment payment(ResultSet row) throws SQLException {
        UUID id = row.getObject("payment_id", UUID.class);
        return id == null
                ? null
                : new Alert.HeldPayment(
                        id,
                        row.getString("type"),
                        row.getString("stage"),
                        new Money(
                                row.getLong("amount_minor"),
                                Currency.getInstance(row.getString("currency"))),
                        row.getString("payee_name"),
                        row.getString("country"),
                        row.getTimestamp("payment_created_at").toInstant());
    }

    private static Alert.@Nullable Decision decision(
            ResultSet row, String byColumn, String atColumn, String reasonColumn)
            throws SQLException {
        UUID by = row.getObject(byColumn, UUID.class);
        return by == null
                ? null
                : new Alert.Decision(
                        new UserId(by),
                        row.getTimestamp(atColumn).toInstant(),
                        row.getString(reasonColumn));
    }
}
