package no.getdrop.compliance;

import no.getdrop.compliance.Alert.Status;
import no.getdrop.compliance.Concern.Rule;
import no.getdrop.compliance.Concern.Severity;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Match;
import no.getdrop.compliance.WatchList.Outcome;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// Compares customers and their recipients with the lists in force, once for each name and version
/// of the lists; the results are kept (hvitvaskingsloven § 30) and never changed.
public final class Screening {
    private static final String PROVIDER = "watch_list";

    private static final String CUSTOMER =
            """
            SELECT first_name || ' ' || last_name AS name, birth_date
            FROM users WHERE id = :userId
            """;

    private static final String KNOWN =
            """
            SELECT id, kind, outcome, score, details->>'entryId' AS entry_id,
                   ARRAY(SELECT jsonb_array_elements_text(details->'alike')) AS alike
            FROM screening_results
            WHERE user_id = :userId AND list_version = :version
              AND recipient_id IS NOT DISTINCT FROM CAST(:recipientId AS uuid)
              AND merchant_id IS NOT DISTINCT FROM CAST(:merchantId AS uuid)
              AND provider = :provider AND details->>'name' = :name
            ORDER BY id
            """;

    private static final String INSERT =
            """
            INSERT INTO screening_results (id, user_id, recipient_id, merchant_id, kind, provider,
                                           list_version, outcome, score, details, screened_at)
            VALUES (:id, :userId, :recipientId, :merchantId, :kind, :provider, :version,
                    :outcome, :score,
                    jsonb_build_object('name', CAST(:name AS text),
                                       'entryId', CAST(:entryId AS text),
                                       'alike', to_jsonb(CAST(:alike AS text[]))),
                    :now)
            """;

    /// What alerts about this very name said of which entries; a result without any is about a name
    /// that could not be compared.
    private static final String ALERTED =
            """
            SELECT aml_alerts.status, screening_results.details->>'entryId' AS entry_id,
                   ARRAY(SELECT jsonb_array_elements_text(screening_results.details->'alike'))
                       AS alike
            FROM aml_alerts
            JOIN screening_results ON screening_results.id = aml_alerts.screening_result_id
            WHERE screening_results.user_id = :userId
              AND screening_results.kind = :kind
              AND screening_results.recipient_id IS NOT DISTINCT FROM CAST(:recipientId AS uuid)
              AND screening_results.merchant_id IS NOT DISTINCT FROM CAST(:merchantId AS uuid)
              AND screening_results.details->>'name' = :name
            """;

    private final WatchLists lists;
    private final InstantSource clock;

    /// Screening against the lists in force.
    public Screening(WatchLists lists, InstantSource clock) {
        this.lists = lists;
        this.clock = clock;
    }

    /// Whose name is compared: a customer's, that of a recipient of that customer, or one of the
    /// shop that the customer owns.
    ///
    /// @param recipientId `null` for who is no recipient
    /// @param merchantId `null` for who is no shop
    /// @param birthDate `null` where it is not known
    public record Subject(
            UserId userId,
            @Nullable UUID recipientId,
            @Nullable UUID merchantId,
            String name,
            @Nullable LocalDate birthDate) {
        /// A recipient of a customer.
        static Subject recipient(UserId userId, UUID recipientId, String name) {
            return new Subject(userId, recipientId, null, name, null);
        }

        /// A shop.
        ///
        /// @param ownerId whom it belongs to
        static Subject merchant(UserId ownerId, UUID merchantId, String name) {
            return new Subject(ownerId, null, merchantId, name, null);
        }

        /// What it is to a person who looks.
        private String role() {
            if (merchantId != null) {
                return "merchant";
            }
            return recipientId == null ? "customer" : "recipient";
        }
    }

    /// The result of one comparison.
    ///
    /// @param score from 0 to 1, four decimals
    /// @param entryId the closest entry; `null` when nothing is alike
    /// @param alike all entries that a person has to look at; none when the name could not be
    ///   compared
    public record Result(
            UUID id,
            Kind kind,
            Outcome outcome,
            BigDecimal score,
            @Nullable String entryId,
            List<String> alike) {
        public Result {
            alike = List.copyOf(alike);
        }
    }

    /// A result that is not clear, and that nobody has decided to be about somebody else.
    ///
    /// @param alerted whether there is an alert that says all of it
    record Finding(Subject subject, Result result, String listVersion, boolean alerted) {
        /// What a person has to look at.
        Concern concern() {
            boolean hit = result.outcome() == Outcome.HIT;
            Map<String, Object> details = new HashMap<>();
            details.put("name", subject.name());
            details.put("of", subject.role());
            details.put("outcome", result.outcome().text());
            details.put("score", result.score());
            details.put("listVersion", listVersion);
            if (result.entryId() != null) {
                details.put("entryId", result.entryId());
                details.put("alike", result.alike());
            }
            return switch (result.kind()) {
                case SANCTIONS ->
                        new Concern(
                                Rule.SANCTIONS_HIT,
                                hit ? Severity.CRITICAL : Severity.HIGH,
                                details,
                                result.id());
                case PEP ->
                        new Concern(
                                Rule.PEP_HIT,
                                hit ? Severity.HIGH : Severity.MEDIUM,
                                details,
                                result.id());
            };
        }
    }

    /// An alert about a name.
    private record Alerted(Status status, List<String> alike) {
        /// Whether the alerts are about all that a result is about.
        static boolean cover(Stream<Alerted> alerts, Result result) {
            Set<String> said = new HashSet<>();
            boolean illegible = false;
            for (Alerted alert : alerts.toList()) {
                said.addAll(alert.alike());
                illegible |= alert.alike().isEmpty();
            }
            return result.alike().isEmpty() ? illegible : said.containsAll(result.alike());
        }
    }

    /// What screening found of several subjects.
    sealed interface Findings {
        /// No list was ever loaded.
        record NoList() implements Findings {}

        /// @param open what a person has to look at
        record Of(List<Finding> open) implements Findings {
            public Of {
                open = List.copyOf(open);
            }
        }
    }

    /// Screens a recipient, and its customer where that has not been done.
    public void screen(Handle handle, UserId userId, UUID recipientId, String name) {
        findings(
                handle,
                List.of(customer(handle, userId), Subject.recipient(userId, recipientId, name)));
    }

    /// Screens a shop by all its names; its owner is screened as a customer.
    ///
    /// @param ownerId whom it belongs to
    public void screenMerchant(Handle handle, UserId ownerId, UUID merchantId, List<String> names) {
        findings(
                handle,
                names.stream()
                        .distinct()
                        .map(name -> Subject.merchant(ownerId, merchantId, name))
                        .toList());
    }

    /// What there is to look at of `subjects`; screens those who have not been yet.
    Findings findings(Handle handle, List<Subject> subjects) {
        Optional<WatchList> list = lists.current(handle);
        return list.isEmpty()
                ? new Findings.NoList()
                : new Findings.Of(findings(handle, list.get(), subjects));
    }

    /// The same against lists that are already at hand.
    List<Finding> findings(Handle handle, WatchList list, List<Subject> subjects) {
        List<Finding> open = new ArrayList<>();
        for (Subject subject : subjects) {
            for (Result result : results(handle, list, subject)) {
                finding(handle, list, subject, result).ifPresent(open::add);
            }
        }
        return open;
    }

    private static Optional<Finding> finding(
            Handle handle, WatchList list, Subject subject, Result result) {
        if (result.outcome() == Outcome.CLEAR) {
            return Optional.empty();
        }
        List<Alerted> alerts = alerted(handle, subject, result);
        boolean released =
                Alerted.cover(
                        alerts.stream().filter(alert -> alert.status() == Status.RELEASED), result);
        return released
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                subject,
                                result,
                                list.version(),
                                Alerted.cover(alerts.stream(), result)));
    }

    static Subject customer(Handle handle, UserId userId) {
        return handle.createQuery(CUSTOMER)
                .bind("userId", userId.value())
                .map((row, context) ->
                        new Subject(
                                userId,
                                null,
                                null,
                                row.getString("name"),
                                row.getObject("birth_date", LocalDate.class)))
                .one();
    }

    private List<Result> results(Handle handle, WatchList list, Subject subject) {
        List<Result> known = known(handle, list.version(), subject);
        List<Result> results = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            results.add(
                    known.stream()
                            .filter(result -> result.kind() == kind)
                            .findFirst()
                            .orElseGet(() -> compare(handle, list, subject, kind)));
        }
        return results;
    }

    private static List<Result> known(Handle handle, String version, Subject subject) {
        return handle.createQuery(KNOWN)
                .bind("userId", subject.userId().value())
                .bind("recipientId", subject.recipientId())
                .bind("merchantId", subject.merchantId())
                .bind("version", version)
                .bind("provider", PROVIDER)
                .bind("name", subject.name())
                .map((row, context) ->
                        new Result(
                                row.getObject("id", UUID.class),
                                Kind.parse(row.getString("kind")),
                                Outcome.parse(row.getString("outcome")),
                                row.getBigDecimal("score"),
                                row.getString("entry_id"),
                                alike(row)))
                .list();
    }

    private Result compare(Handle handle, WatchList list, Subject subject, Kind kind) {
        Match match = list.match(kind, subject.name(), subject.birthDate());
        Result result =
                new Result(
                        Ids.next(clock),
                        kind,
                        match.outcome(),
                        BigDecimal.valueOf(match.score()).setScale(4, RoundingMode.HALF_UP),
                        match.entryId(),
                        match.alike());
        handle.createUpdate(INSERT)
                .bind("id", result.id())
                .bind("userId", subject.userId().value())
                .bind("recipientId", subject.recipientId())
                .bind("merchantId", subject.merchantId())
                .bind("kind", kind.text())
                .bind("provider", PROVIDER)
                .bind("version", list.version())
                .bind("outcome", result.outcome().text())
                .bind("score", result.score())
                .bind("name", subject.name())
                .bind("entryId", result.entryId())
                .bindArray("alike", String.class, result.alike())
                .bind("now", clock.instant())
                .execute();
        return result;
    }

    private static List<Alerted> alerted(Handle handle, Subject subject, Result result) {
        return handle.createQuery(ALERTED)
                .bind("userId", subject.userId().value())
                .bind("recipientId", subject.recipientId())
                .bind("merchantId", subject.merchantId())
                .bind("kind", result.kind().text())
                .bind("name", subject.name())
                .map((row, context) ->
                        new Alerted(
                                Status.parse(row.getString("status")).orElseThrow(), alike(row)))
                .list();
    }

    /// Results of before many were kept have the closest alone.
    private static List<String> alike(ResultSet row) throws SQLException {
        String[] alike = (String[]) row.getArray("alike").getArray();
        String closest = row.getString("entry_id");
        return alike.length == 0 && closest != null ? List.of(closest) : List.of(alike);
    }
}
