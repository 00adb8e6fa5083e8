package no.getdrop.compliance;

import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Match;
import no.getdrop.compliance.WatchList.Outcome;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
            SELECT id, kind, outcome, score, details->>'entryId' AS entry_id
            FROM screening_results
            WHERE user_id = :userId AND list_version = :version
              AND recipient_id IS NOT DISTINCT FROM CAST(:recipientId AS uuid)
              AND provider = :provider AND details->>'name' = :name
            ORDER BY id
            """;

    private static final String INSERT =
            """
            INSERT INTO screening_results (id, user_id, recipient_id, kind, provider, list_version,
                                           outcome, score, details, screened_at)
            VALUES (:id, :userId, :recipientId, :kind, :provider, :version,
                    :outcome, :score,
                    jsonb_build_object('name', CAST(:name AS text),
                                       'entryId', CAST(:entryId AS text)),
                    :now)
            """;

    /// Whether somebody has decided that this very name is not that very entry.
    private static final String RELEASED =
            """
            SELECT EXISTS (
                SELECT FROM aml_alerts
                JOIN screening_results ON screening_results.id = aml_alerts.screening_result_id
                WHERE aml_alerts.user_id = :userId AND aml_alerts.status = 'released'
                  AND screening_results.kind = :kind
                  AND screening_results.recipient_id
                      IS NOT DISTINCT FROM CAST(:recipientId AS uuid)
                  AND screening_results.details->>'name' = :name
                  AND screening_results.details->>'entryId'
                      IS NOT DISTINCT FROM CAST(:entryId AS text))
            """;

    private final WatchLists lists;
    private final InstantSource clock;

    /// Screening against the lists in force.
    public Screening(WatchLists lists, InstantSource clock) {
        this.lists = lists;
        this.clock = clock;
    }

    /// Whose name is compared: a customer's, or a recipient's of that customer.
    ///
    /// @param recipientId `null` for the customer
    /// @param birthDate `null` where it is not known
    public record Subject(
            UserId userId,
            @Nullable UUID recipientId,
            String name,
            @Nullable LocalDate birthDate) {}

    /// The result of one comparison.
    ///
    /// @param score from 0 to 1, four decimals
    /// @param entryId the closest entry; `null` when nothing is alike
    public record Result(
            UUID id, Kind kind, Outcome outcome, BigDecimal score, @Nullable String entryId) {}

    /// A result that is not clear, and that nobody has looked at yet.
    record Finding(Subject subject, Result result, String listVersion) {}

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
                List.of(customer(handle, userId), new Subject(userId, recipientId, name, null)));
    }

    /// What there is to look at of `subjects`; screens those who have not been yet.
    Findings findings(Handle handle, List<Subject> subjects) {
        Optional<WatchList> list = lists.current(handle);
        if (list.isEmpty()) {
            return new Findings.NoList();
        }
        List<Finding> open = new ArrayList<>();
        for (Subject subject : subjects) {
            for (Result result : results(handle, list.get(), subject)) {
                if (result.outcome() != Outcome.CLEAR && !isReleased(handle, subject, result)) {
                    open.add(new Finding(subject, result, list.get().version()));
                }
            }
        }
        return new Findings.Of(open);
    }

    static Subject customer(Handle handle, UserId userId) {
        return handle.createQuery(CUSTOMER)
                .bind("userId", userId.value())
                .map((row, context) ->
                        new Subject(
                                userId,
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
                .bind("version", version)
                .bind("provider", PROVIDER)
                .bind("name", subject.name())
                .map((row, context) ->
                        new Result(
                                row.getObject("id", UUID.class),
                                Kind.parse(row.getString("kind")),
                                Outcome.parse(row.getString("outcome")),
                                row.getBigDecimal("score"),
                                row.getString("entry_id")))
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
                        match.entryId());
        handle.createUpdate(INSERT)
                .bind("id", result.id())
                .bind("userId", subject.userId().value())
                .bind("recipientId", subject.recipientId())
                .bind("kind", kind.text())
                .bind("provider", PROVIDER)
                .bind("version", list.version())
                .bind("outcome", result.outcome().text())
                .bind("score", result.score())
                .bind("name", subject.name())
                .bind("entryId", result.entryId())
                .bind("now", clock.instant())
                .execute();
        return result;
    }

    private static boolean isReleased(Handle handle, Subject subject, Result result) {
        return handle.createQuery(RELEASED)
                .bind("userId", subject.userId().value())
                .bind("recipientId", subject.recipientId())
                .bind("kind", result.kind().text())
                .bind("name", subject.name())
                .bind("entryId", result.entryId())
                .mapTo(Boolean.class)
                .one();
    }
}
