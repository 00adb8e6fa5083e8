package no.getdrop.compliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.compliance.AmlRules.Level;
import no.getdrop.compliance.AmlRules.PaymentType;
import no.getdrop.compliance.AmlRules.Risk;
import no.getdrop.compliance.AmlRules.Window;
import no.getdrop.compliance.Concern.Rule;
import no.getdrop.compliance.Concern.Severity;
import no.getdrop.compliance.Screening.Subject;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Json;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// Looks at a payment before it is accepted: limits, habits, and who pays whom.
///
/// All that the rules need stands in the query by which the order is decided: it takes [#COLUMNS]
/// and [#TABLES], gets its parameters from [#asking], and its rows are read by [#read]. Only for a
/// name that has not been screened against the lists in force, or that was found there, the
/// database is asked once more.
public final class PaymentChecks {
    /// What the rules need of the customer `users`.
    public static final String COLUMNS =
            """
            users.payments_version, users.risk_level, users.kyc_method,
            aml_12m_count, aml_12m_minor, aml_30d_count, aml_30d_minor, aml_24h_count,
            aml_24h_minor, aml_in_band, aml_lately, aml_new_recipients,
            aml_payee_name, aml_payee_country, aml_payee_is_new, aml_user_clear, aml_payee_clear
            """;

    /// Where [#COLUMNS] stand, after all other tables of the query.
    public static final String TABLES =
            """
            CROSS JOIN LATERAL (
                SELECT count(*) AS aml_12m_count, coalesce(sum(amount_minor), 0) AS aml_12m_minor,
                       count(*) FILTER (WHERE created_at > :amlSince30d) AS aml_30d_count,
                       coalesce(sum(amount_minor) FILTER (WHERE created_at > :amlSince30d), 0)
                           AS aml_30d_minor,
                       count(*) FILTER (WHERE created_at > :amlSince24h) AS aml_24h_count,
                       coalesce(sum(amount_minor) FILTER (WHERE created_at > :amlSince24h), 0)
                           AS aml_24h_minor,
                       count(*) FILTER (
                           WHERE created_at > :amlBandSince
                             AND amount_minor BETWEEN :amlBandFrom AND :amlBandTo) AS aml_in_band
                FROM transactions
                WHERE user_id = users.id AND type = :amlType AND status <> 'failed'
                  AND created_at > :amlSince12m
            ) AS aml_past
            CROSS JOIN LATERAL (
                SELECT (SELECT count(*) FROM transactions
                        WHERE user_id = users.id AND type = :amlType
                          AND created_at > :amlLatelySince) AS aml_lately,
                       (SELECT count(DISTINCT recipients.id) FROM transactions
                        JOIN recipients ON recipients.id = transactions.recipient_id
                        WHERE transactions.user_id = users.id
                          AND transactions.created_at > :amlBurstSince
                          AND recipients.created_at > :amlBurstSince
                          AND recipients.id <> CAST(:amlRecipientId AS uuid)) AS aml_new_recipients
            ) AS aml_habits
            LEFT JOIN LATERAL (
                SELECT name AS aml_payee_name, country AS aml_payee_country,
                       created_at > :amlBurstSince AS aml_payee_is_new
                FROM recipients
                WHERE id = CAST(:amlRecipientId AS uuid) AND user_id = users.id
            ) AS aml_payee ON true
            CROSS JOIN LATERAL (
                SELECT count(DISTINCT kind) FILTER (
                           WHERE recipient_id IS NULL AND merchant_id IS NULL
                             AND details->>'name' = users.first_name || ' ' || users.last_name)
                           = 2 AS aml_user_clear,
                       count(DISTINCT kind) FILTER (
                           WHERE recipient_id = CAST(:amlRecipientId AS uuid)
                             AND details->>'name' = aml_payee.aml_payee_name)
                           = 2 AS aml_payee_clear
                FROM screening_results
                WHERE user_id = users.id AND outcome = 'clear' AND provider = 'watch_list'
                  AND (recipient_id IS NULL OR recipient_id = CAST(:amlRecipientId AS uuid))
                  AND list_version =
            """
                    + WatchLists.VERSION
                    + """
                    ) AS aml_screened
                    """;

    /// Whether the shop in `merchants` is clear by all its names, and what it takes to screen it:
    /// columns of a query that has that table, beside [#COLUMNS].
    public static final String MERCHANT_COLUMNS =
            """
            merchants.id AS aml_merchant_id, merchants.user_id AS aml_merchant_owner_id,
            merchants.business_name AS aml_merchant_name,
            coalesce(merchants.legal_name, merchants.business_name) AS aml_merchant_legal_name,
            (SELECT count(DISTINCT (kind, details->>'name'))
                    = CASE WHEN coalesce(merchants.legal_name, merchants.business_name)
                                = merchants.business_name THEN 2 ELSE 4 END
             FROM screening_results
             WHERE screening_results.user_id = merchants.user_id
               AND screening_results.merchant_id = merchants.id
               AND outcome = 'clear' AND provider = 'watch_list'
               AND details->>'name' IN (merchants.business_name, merchants.legal_name)
               AND list_version =
            """
                    + WatchLists.VERSION
                    + """
                    ) AS aml_merchant_clear
                    """;

    /// Raises the alerts of a payment that is held: the rest of a statement that has the payment in
    /// `payment`; its parameters are [#raised].
    public static final String RAISE =
            """
            INSERT INTO aml_alerts (id, user_id, transaction_id, screening_result_id, rule,
                                    severity, details, created_at)
            SELECT raised.id, payment.user_id, payment.id, raised.screening_result_id,
                   raised.rule, raised.severity, raised.details, :now
            FROM payment,
                 jsonb_to_recordset(CAST(:alerts AS jsonb))
                     AS raised (id uuid, screening_result_id uuid, rule text, severity text,
                                details jsonb)
            """;

    private final Database database;
    private final AmlRules rules;
    private final Screening screening;

    /// A payment that is about to be accepted.
    ///
    /// @param recipientId `null` for a payment to a merchant
    public record Question(
            UserId userId, PaymentType type, Money amount, @Nullable UUID recipientId) {}

    /// What the database said of a customer and a payee.
    public static final class Known {
        private final Question question;
        private final PaymentFacts facts;
        private final int paymentsVersion;
        private final List<Subject> payees;
        private final boolean cleared;

        private Known(
                Question question,
                PaymentFacts facts,
                int paymentsVersion,
                List<Subject> payees,
                boolean cleared) {
            this.question = question;
            this.facts = facts;
            this.paymentsVersion = paymentsVersion;
            this.payees = payees;
            this.cleared = cleared;
        }

        /// Which of the customer's payments were seen; this one is added only when no other has
        /// come since.
        public int paymentsVersion() {
            return paymentsVersion;
        }
    }

    /// Checks by `rules`, and by the lists in force.
    public PaymentChecks(Database database, AmlRules rules, Screening screening) {
        this.database = database;
        this.rules = rules;
        this.screening = screening;
    }

    /// The same question with the parameters that [#TABLES] has.
    public <R> Read<R> asking(Read<R> read, Question question, Instant now) {
        AmlRules.Structuring band = rules.structuring();
        return read.with("amlType", question.type().text())
                .with("amlRecipientId", question.recipientId())
                .with("amlSince24h", now.minus(Window.HOURS_24.length()))
                .with("amlSince30d", now.minus(Window.DAYS_30.length()))
                .with("amlSince12m", now.minus(Window.MONTHS_12.length()))
                .with(
                        "amlLatelySince",
                        now.minus(Duration.ofMinutes(rules.velocity(question.type()).minutes())))
                .with("amlBandSince", now.minus(Duration.ofDays(band.days())))
                .with("amlBandFrom", Math.multiplyExact(band.fromNok(), 100L))
                .with("amlBandTo", Math.multiplyExact(band.toNok(), 100L))
                .with("amlBurstSince", now.minus(Duration.ofHours(rules.newRecipients().hours())));
    }

    /// What a row of that question says.
    public static Known read(ResultSet row, Question question) throws SQLException {
        PaymentFacts facts =
                new PaymentFacts(
                        question.type(),
                        "sumsub".equals(row.getString("kyc_method"))
                                ? Level.ENHANCED
                                : Level.STANDARD,
                        Risk.valueOf(row.getString("risk_level").toUpperCase(Locale.ROOT)),
                        question.amount(),
                        row.getString("aml_payee_country"),
                        List.of(
                                past(row, Window.HOURS_24, "aml_24h"),
                                past(row, Window.DAYS_30, "aml_30d"),
                                past(row, Window.MONTHS_12, "aml_12m")),
                        new PaymentFacts.Habits(
                                row.getInt("aml_lately"),
                                row.getInt("aml_in_band"),
                                row.getInt("aml_new_recipients"),
                                row.getBoolean("aml_payee_is_new")));
        boolean payeeCleared =
                switch (question.type()) {
                    case REMITTANCE -> row.getBoolean("aml_payee_clear");
                    case QR_PAYMENT -> row.getBoolean("aml_merchant_clear");
                };
        List<Subject> payees = payees(row, question);
        return new Known(
                question,
                facts,
                row.getInt("payments_version"),
                payees,
                row.getBoolean("aml_user_clear") && (payees.isEmpty() || payeeCleared));
    }

    /// The payee by all names; nobody when there is none, so that the payment is refused anyway.
    private static List<Subject> payees(ResultSet row, Question question) throws SQLException {
        return switch (question.type()) {
            case REMITTANCE -> {
                String name = row.getString("aml_payee_name");
                UUID id = question.recipientId();
                yield name == null || id == null
                        ? List.of()
                        : List.of(Subject.recipient(question.userId(), id, name));
            }
            case QR_PAYMENT -> {
                UUID id = row.getObject("aml_merchant_id", UUID.class);
                if (id == null) {
                    yield List.of();
                }
                UserId ownerId = new UserId(row.getObject("aml_merchant_owner_id", UUID.class));
                yield Stream.of(
                                row.getString("aml_merchant_name"),
                                row.getString("aml_merchant_legal_name"))
                        .distinct()
                        .map(name -> Subject.merchant(ownerId, id, name))
                        .toList();
            }
        };
    }

    /// The verdict on a payment. Asks the database only for a name that is not known to be clear.
    public Verdict judge(Known known) {
        Verdict verdict = known.facts.verdict(rules);
        if (known.cleared || verdict instanceof Verdict.Refuse) {
            return verdict;
        }
        List<Concern> concerns =
                new ArrayList<>(database.transaction(handle -> named(handle, known)));
        if (verdict instanceof Verdict.Hold(List<Concern> others)) {
            concerns.addAll(others);
        }
        return concerns.isEmpty() ? new Verdict.Pass() : new Verdict.Hold(concerns);
    }

    /// The parameters of [#RAISE], but for `now`.
    public static Map<String, Object> raised(List<Concern> concerns, InstantSource clock) {
        ArrayNode alerts = Json.mapper().createArrayNode();
        for (Concern concern : concerns) {
            ObjectNode alert = alerts.addObject();
            alert.put("id", Ids.next(clock).toString());
            alert.put("rule", concern.rule().text());
            alert.put("severity", concern.severity().text());
            alert.set("details", Json.mapper().valueToTree(concern.details()));
            if (concern.screeningResultId() != null) {
                alert.put("screening_result_id", concern.screeningResultId().toString());
            }
        }
        return Map.of("alerts", alerts.toString());
    }

    /// A payment has one alert for each rule: of several findings by one rule the first is told.
    private List<Concern> named(Handle handle, Known known) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(Screening.customer(handle, known.question.userId()));
        subjects.addAll(known.payees);
        return switch (screening.findings(handle, subjects)) {
            case Screening.Findings.NoList() ->
                    List.of(Concern.of(Rule.NOT_SCREENED, Severity.CRITICAL, Map.of()));
            case Screening.Findings.Of(List<Screening.Finding> open) -> {
                Map<Rule, Concern> concerns = new HashMap<>();
                open.forEach(finding -> {
                    Concern concern = finding.concern();
                    concerns.putIfAbsent(concern.rule(), concern);
                });
                yield List.copyOf(concerns.values());
            }
        };
    }

    private static PaymentFacts.Past past(ResultSet row, Window window, String column)
            throws SQLException {
        return new PaymentFacts.Past(
                window, Money.nok(row.getLong(column + "_minor")), row.getInt(column + "_count"));
    }
}
