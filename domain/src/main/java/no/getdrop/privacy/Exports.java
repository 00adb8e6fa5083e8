package no.getdrop.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.accounts.Accounts;
import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.identity.UserId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.PublicId;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Gives persons a copy of what Drop holds about them (GDPR Art. 15 and 20).
///
/// Nothing is copied when it is asked for: each part is read when it is fetched, so that no second
/// place holds the data. A part ends before it outgrows what a function may answer, and says where
/// the next begins.
public final class Exports {
    /// For how long an export may be fetched.
    public static final Duration LIFETIME = Duration.ofDays(7);

    /// Below the 6 MB that a function may answer, with room for what is around the rows.
    private static final int PART_BYTES_MAX = 4_000_000;

    private static final int ROWS_AT_ONCE = 500;

    private static final String FIND =
            """
            SELECT id, created_at, due_at, expires_at
            FROM data_access_requests
            WHERE id = :id AND user_id = :userId AND kind = 'export'
            """;

    private final Database database;
    private final Accounts accounts;
    private final Recipients recipients;
    private final InstantSource clock;
    private final int partBytesMax;

    /// Where a part begins: with the first row of a section, or with the one after `after`.
    public record Cursor(String section, @Nullable UUID after) {
        private static final String PREFIX = "exp";

        public Cursor {
            Objects.requireNonNull(section, "section");
        }

        /// The place that a client named; empty when it names none.
        public static Optional<Cursor> parse(String text) {
            int dot = text.indexOf('.');
            if (dot < 0) {
                return Optional.of(new Cursor(text, null));
            }
            return PublicId.parse(PREFIX, text.substring(dot + 1))
                    .map(after -> new Cursor(text.substring(0, dot), after));
        }

        @Override
        public String toString() {
            return after == null ? section : section + '.' + PublicId.format(PREFIX, after);
        }
    }

    /// What became of a wish to fetch an export.
    public sealed interface Outcome {
        /// Rows by section.
        ///
        /// @param next where the next part begins; `null` after the last
        record Part(
                PrivacyRequest request,
                Map<String, List<ObjectNode>> sections,
                @Nullable Cursor next)
                implements Outcome {}

        /// The person asked for no such export.
        record NotFound() implements Outcome {}

        /// It was asked for too long ago.
        record Expired() implements Outcome {}

        /// There is no such place in an export.
        record CursorUnknown() implements Outcome {}
    }

    /// Exports of what is in `database`.
    public Exports(
            Database database, Accounts accounts, Recipients recipients, InstantSource clock) {
        this(database, accounts, recipients, clock, PART_BYTES_MAX);
    }

    Exports(
            Database database,
            Accounts accounts,
            Recipients recipients,
            InstantSource clock,
            int partBytesMax) {
        this.database = database;
        this.accounts = accounts;
        this.recipients = recipients;
        this.clock = clock;
        this.partBytesMax = partBytesMax;
    }

    /// Asks for an export in a transaction that is already open.
    public PrivacyRequest request(Handle handle, UserId userId, Audit.Origin origin) {
        PrivacyRequest request =
                PrivacyRequest.of(
                        PrivacyRequest.Kind.EXPORT, clock, clock.instant().plus(LIFETIME));
        request.save(handle, userId, null, null, origin);
        return request;
    }

    /// Fetches a part of an export.
    ///
    /// @param reader asks for the person, and for nobody else
    /// @param from where the part begins; `null` for the first
    public Outcome fetch(
            Reader reader,
            UserId userId,
            PrivacyRequestId id,
            @Nullable Cursor from,
            Audit.Origin origin) {
        Optional<PrivacyRequest> request = reader.read(find(userId, id));
        if (request.isEmpty()) {
            return new Outcome.NotFound();
        }
        Instant expiresAt = Objects.requireNonNull(request.get().expiresAt());
        if (!clock.instant().isBefore(expiresAt)) {
            return new Outcome.Expired();
        }
        List<Section> sections = Sections.all(accounts, recipients);
        int first = from == null ? 0 : place(sections, from.section());
        if (first < 0) {
            return new Outcome.CursorUnknown();
        }
        if (from == null) {
            database.transaction(handle -> record(handle, userId, id, origin));
        }
        return part(
                reader,
                userId,
                request.get(),
                sections.subList(first, sections.size()),
                from == null ? null : from.after());
    }

    private Outcome.Part part(
            Reader reader,
            UserId userId,
            PrivacyRequest request,
            List<Section> sections,
            @Nullable UUID firstAfter) {
        Map<String, List<ObjectNode>> taken = new LinkedHashMap<>();
        int bytes = 0;
        UUID after = firstAfter;
        for (Section section : sections) {
            List<ObjectNode> rows = new ArrayList<>();
            taken.put(section.name(), rows);
            List<Section.Row> page;
            do {
                page = reader.read(section.rows(userId, after, ROWS_AT_ONCE));
                for (Section.Row row : page) {
                    int more = bytes(row.fields());
                    if (bytes > 0 && bytes + more > partBytesMax) {
                        return new Outcome.Part(request, taken, new Cursor(section.name(), after));
                    }
                    bytes += more;
                    rows.add(row.fields());
                    after = row.key();
                }
            } while (page.size() == ROWS_AT_ONCE);
            after = null;
        }
        return new Outcome.Part(request, taken, null);
    }

    private static int place(List<Section> sections, String section) {
        return sections.stream().map(Section::name).toList().indexOf(section);
    }

    private static Read<Optional<PrivacyRequest>> find(UserId userId, PrivacyRequestId id) {
        return Read.first(
                        FIND,
                        (row, context) ->
                                new PrivacyRequest(
                                        new PrivacyRequestId(row.getObject("id", UUID.class)),
                                        PrivacyRequest.Kind.EXPORT,
                                        row.getTimestamp("created_at").toInstant(),
                                        row.getTimestamp("due_at").toInstant(),
                                        row.getTimestamp("expires_at").toInstant()))
                .with("id", id.value())
                .with("userId", userId.value());
    }

    private static boolean record(
            Handle handle, UserId userId, PrivacyRequestId id, Audit.Origin origin) {
        Audit.record(
                handle, userId.value(), Action.PRIVACY_EXPORT_DOWNLOADED, id.toString(), origin);
        return true;
    }

    private static int bytes(ObjectNode fields) {
        try {
            return Json.mapper().writeValueAsBytes(fields).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row could not be written", e);
        }
    }
}
