package no.getdrop.administrators;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Read;
import no.getdrop.identity.User;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Spelled;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Who is made an administrator of Drop, and who is one no longer.
///
/// One administrator proposes it and another, who is not the person concerned, decides. It counts
/// from that moment on, since the role is read for each request. Two always remain: with one nobody
/// could be made or unmade any more. All of it goes by the database's clock.
public final class RoleChanges {
    /// How few administrators there may be.
    private static final int ADMINISTRATORS_MIN = 2;

    /// Whether a proposal can still be decided on.
    private static final String STANDS =
            """
            (role_changes.expires_at > now()
             AND EXISTS (SELECT FROM users
                         WHERE users.id = role_changes.proposed_by
                           AND users.role = 'admin' AND users.deleted_at IS NULL)
             AND EXISTS (SELECT FROM users
                         WHERE users.id = role_changes.user_id AND users.deleted_at IS NULL))
            """;

    private static final String KNOWN =
            """
            SELECT id, user_id, user_name, role, reason, status, proposed_by, created_at,
                   expires_at, decided_by, decided_at
            FROM (
                SELECT role_changes.id, role_changes.user_id,
                       users.first_name || ' ' || users.last_name AS user_name,
                       role_changes.role, role_changes.reason,
                       CASE WHEN role_changes.status <> 'proposed' OR %s
                            THEN role_changes.status ELSE 'lapsed' END AS status,
                       role_changes.proposed_by, role_changes.created_at, role_changes.expires_at,
                       role_changes.decided_by, role_changes.decided_at
                FROM role_changes
                JOIN users ON users.id = role_changes.user_id) AS known
            """
                    .formatted(STANDS);

    private static final String PAGE =
            KNOWN
                    + """
                    WHERE (CAST(:status AS text) IS NULL OR status = :status)
                      AND (CAST(:before AS uuid) IS NULL OR id < :before)
                    ORDER BY id DESC
                    LIMIT :limit OFFSET :offset
                    """;

    private static final String FIND =
            KNOWN
                    + """
                    WHERE id = :id
                    """;

    private static final String ROLE =
            """
            SELECT role FROM users WHERE id = :userId AND deleted_at IS NULL
            """;

    /// Makes room for another proposal about the same person.
    private static final String LAPSE =
            """
            UPDATE role_changes SET status = 'lapsed'
            WHERE user_id = :userId AND status = 'proposed' AND NOT %s
            """
                    .formatted(STANDS);

    private static final String INSERT =
            """
            INSERT INTO role_changes (id, user_id, role, reason, proposed_by)
            VALUES (:id, :userId, :role, :reason, :proposedBy)
            ON CONFLICT (user_id) WHERE status = 'proposed' DO NOTHING
            """;

    /// So that it does not lapse while it is decided on.
    private static final String LOCK =
            """
            SELECT id FROM role_changes WHERE id = :id FOR UPDATE
            """;

    /// Locked in one order, so that two decisions at once follow each other: each counts those whom
    /// the other left. Not so strongly that rows which refer to an administrator would wait.
    private static final String LOCK_ADMINISTRATORS =
            """
            SELECT id FROM users WHERE role = 'admin' AND deleted_at IS NULL
            ORDER BY id
            FOR NO KEY UPDATE
            """;

    private static final String DECIDE =
            """
            UPDATE role_changes SET status = :status, decided_by = :by, decided_at = now()
            WHERE id = :id AND status = 'proposed'
            """;

    private static final String SET_ROLE =
            """
            UPDATE users SET role = :role, updated_at = now()
            WHERE id = :userId AND role = :from AND deleted_at IS NULL
            """;

    /// What is made of a proposal.
    public enum Verb implements Spelled {
        APPROVE(RoleChange.Status.APPROVED, Action.ROLE_CHANGE_APPROVED),
        REJECT(RoleChange.Status.REJECTED, Action.ROLE_CHANGE_REJECTED);

        private final RoleChange.Status status;
        private final Action action;

        Verb(RoleChange.Status status, Action action) {
            this.status = status;
            this.action = action;
        }

        /// What a client wrote.
        public static Optional<Verb> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// A wish of an administrator.
    public record Proposal(UserId userId, User.Role role, UserId by, String reason) {}

    /// A decision by an administrator.
    public record Decision(RoleChangeId id, UserId by, Verb verb) {}

    /// What became of a proposal or a decision.
    public sealed interface Outcome {
        /// The change of roles as it is now; the same decision once more changes nothing.
        record Kept(RoleChange change) implements Outcome {}

        /// There is no such user, or no such proposal.
        record NotFound() implements Outcome {}

        /// Whoever decides proposed it, or is the person concerned.
        record OwnCase() implements Outcome {}

        /// Whoever decides was an administrator until a moment ago.
        record NotAdministrator() implements Outcome {}

        /// The person does not have the role that it begins with: a merchant stays one.
        record OtherRole() implements Outcome {}

        /// Another proposal about the person waits.
        record AlreadyProposed() implements Outcome {}

        /// Somebody decided otherwise.
        record AlreadyDecided() implements Outcome {}

        /// It is too late, or its proposer is no administrator any more, or the person has left.
        record Lapsed() implements Outcome {}

        /// Fewer than two administrators would remain.
        record TooFewAdministrators() implements Outcome {}
    }

    private RoleChanges() {}

    /// The newest changes of roles.
    ///
    /// @param before the last of the page before
    public static Read<List<RoleChange>> page(
            RoleChange.@Nullable Status status,
            @Nullable RoleChangeId before,
            int offset,
            int limit) {
        return Read.list(PAGE, (row, _) -> change(row))
                .with("status", status == null ? null : status.text())
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// Keeps a proposal, in a transaction that is already open.
    public static Outcome propose(Handle handle, Proposal proposal, Audit.Origin origin) {
        Optional<String> role =
                handle.createQuery(ROLE)
                        .bind("userId", proposal.userId().value())
                        .mapTo(String.class)
                        .findOne();
        if (role.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (!role.get().equals(former(proposal.role()).text())) {
            return new Outcome.OtherRole();
        }
        handle.createUpdate(LAPSE).bind("userId", proposal.userId().value()).execute();
        RoleChangeId id = new RoleChangeId(Ids.next());
        int added =
                handle.createUpdate(INSERT)
                        .bind("id", id.value())
                        .bind("userId", proposal.userId().value())
                        .bind("role", proposal.role().text())
                        .bind("reason", proposal.reason())
                        .bind("proposedBy", proposal.by().value())
                        .execute();
        return added == 0
                ? new Outcome.AlreadyProposed()
                : recorded(handle, id, proposal.by(), Action.ROLE_CHANGE_PROPOSED, origin);
    }

    /// Carries a proposal out or ends it, in a transaction that is already open and is to be rolled
    /// back on any other outcome than [Outcome.Kept].
    public static Outcome decide(Handle handle, Decision decision, Audit.Origin origin) {
        handle.createQuery(LOCK).bind("id", decision.id().value()).mapTo(UUID.class).findOne();
        Set<UserId> administrators = lockAdministrators(handle);
        Optional<RoleChange> found = find(handle, decision.id());
        if (!administrators.contains(decision.by())) {
            return new Outcome.NotAdministrator();
        }
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        RoleChange change = found.get();
        if (decision.by().equals(change.proposedBy())
                || decision.by().equals(change.person().id())) {
            return new Outcome.OwnCase();
        }
        return switch (change.status()) {
            case APPROVED, REJECTED -> repeated(change, decision);
            case LAPSED -> new Outcome.Lapsed();
            case PROPOSED -> {
                Optional<Outcome> refused =
                        decision.verb() == Verb.APPROVE
                                ? setRole(handle, change, administrators)
                                : Optional.empty();
                yield refused.orElseGet(() -> keep(handle, decision, origin));
            }
        };
    }

    private static Outcome repeated(RoleChange change, Decision decision) {
        RoleChange.Decision made = change.decision();
        boolean same =
                change.status() == decision.verb().status
                        && made != null
                        && made.by().equals(decision.by());
        return same ? new Outcome.Kept(change) : new Outcome.AlreadyDecided();
    }

    private static Optional<Outcome> setRole(
            Handle handle, RoleChange change, Set<UserId> administrators) {
        if (change.role() != User.Role.ADMIN
                && administrators.contains(change.person().id())
                && administrators.size() <= ADMINISTRATORS_MIN) {
            return Optional.of(new Outcome.TooFewAdministrators());
        }
        int changed =
                handle.createUpdate(SET_ROLE)
                        .bind("userId", change.person().id().value())
                        .bind("role", change.role().text())
                        .bind("from", former(change.role()).text())
                        .execute();
        return changed == 1 ? Optional.empty() : Optional.of(new Outcome.OtherRole());
    }

    private static Outcome keep(Handle handle, Decision decision, Audit.Origin origin) {
        handle.createUpdate(DECIDE)
                .bind("id", decision.id().value())
                .bind("status", decision.verb().status.text())
                .bind("by", decision.by().value())
                .execute();
        return recorded(handle, decision.id(), decision.by(), decision.verb().action, origin);
    }

    /// The role that a change to `role` begins with.
    private static User.Role former(User.Role role) {
        return role == User.Role.ADMIN ? User.Role.USER : User.Role.ADMIN;
    }

    private static Set<UserId> lockAdministrators(Handle handle) {
        Set<UserId> administrators = new HashSet<>();
        handle.createQuery(LOCK_ADMINISTRATORS)
                .mapTo(UUID.class)
                .forEach(id -> administrators.add(new UserId(id)));
        return administrators;
    }

    private static Outcome recorded(
            Handle handle, RoleChangeId id, UserId by, Action action, Audit.Origin origin) {
        Audit.record(handle, by.value(), action, id.toString(), origin);
        return new Outcome.Kept(find(handle, id).orElseThrow());
    }

    private static Optional<RoleChange> find(Handle handle, RoleChangeId id) {
        return handle.createQuery(FIND)
                .bind("id", id.value())
                .map((row, _) -> change(row))
                .findOne();
    }

    private static RoleChange change(ResultSet row) throws SQLException {
        return new RoleChange(
                new RoleChangeId(row.getObject("id", UUID.class)),
                new RoleChange.Person(
                        new UserId(row.getObject("user_id", UUID.class)),
                        row.getString("user_name")),
                RoleChange.parseRole(row.getString("role")).orElseThrow(),
                RoleChange.Status.parse(row.getString("status")).orElseThrow(),
                row.getString("reason"),
                new UserId(row.getObject("proposed_by", UUID.class)),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                decision(row));
    }

    private static RoleChange.@Nullable Decision decision(ResultSet row) throws SQLException {
        UUID by = row.getObject("decided_by", UUID.class);
        return by == null
                ? null
                : new RoleChange.Decision(
                        new UserId(by), row.getTimestamp("decided_at").toInstant());
    }
}
