package no.getdrop.recipients;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A customer's recipients; each call and question sees the recipients of one customer only.
public final class Recipients {
    private static final String INSERT =
            """
            INSERT INTO recipients (id, user_id, name, country, currency, bank_name,
                                    account_encrypted, account_last_four, created_at, updated_at)
            VALUES (:id, :userId, :name, :country, :currency, :bankName,
                    :account, :lastFour, :now, :now)
            """;

    private static final String PAGE =
            """
            SELECT id, name, country, bank_name, account_encrypted, created_at
            FROM recipients
            WHERE user_id = :userId AND deleted_at IS NULL
              AND (CAST(:before AS uuid) IS NULL OR id < :before)
            ORDER BY id DESC
            LIMIT :limit OFFSET :offset
            """;

    private static final String FIND =
            """
            SELECT id, name, country, bank_name, account_encrypted, created_at
            FROM recipients
            WHERE id = :id AND user_id = :userId AND deleted_at IS NULL
            """;

    private static final String UPDATE =
            """
            UPDATE recipients
            SET name = :name, country = :country, currency = :currency, bank_name = :bankName,
                account_encrypted = :account, account_last_four = :lastFour, updated_at = :now
            WHERE id = :id AND user_id = :userId AND deleted_at IS NULL
            """;

    private static final String DELETE =
            """
            UPDATE recipients SET deleted_at = now(), updated_at = now()
            WHERE id = :id AND user_id = :userId AND deleted_at IS NULL
            """;

    private final Database database;
    private final FieldCipher cipher;
    private final InstantSource clock;
    private final RowMapper<Recipient> row = this::recipient;

    /// Recipients whose accounts are sealed under `cipher`.
    public Recipients(Database database, FieldCipher cipher, InstantSource clock) {
        this.database = database;
        this.cipher = cipher;
        this.clock = clock;
    }

    /// Adds a recipient in a transaction that is already open.
    public Recipient add(Handle handle, UserId userId, Recipient.Draft draft, Audit.Origin origin) {
        Instant now = clock.instant();
        RecipientId id = new RecipientId(Ids.next(clock));
        handle.createUpdate(INSERT)
                .bind("id", id.value())
                .bind("userId", userId.value())
                .bindMap(columns(id, draft))
                .bind("now", now)
                .execute();
        Audit.record(handle, userId.value(), Action.RECIPIENT_CREATED, id.toString(), origin);
        return new Recipient(
                id, draft.name(), draft.corridor(), draft.bankName(), draft.iban(), now);
    }

    /// The newest recipients, or those after `before`.
    public Read<List<Recipient>> page(
            UserId userId, @Nullable RecipientId before, int offset, int limit) {
        return Read.list(PAGE, row)
                .with("userId", userId.value())
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// One recipient.
    public Read<Optional<Recipient>> find(UserId userId, RecipientId id) {
        return Read.first(FIND, row).with("id", id.value()).with("userId", userId.value());
    }

    /// Puts `draft` in place of what was known; empty when there is no such recipient.
    public Optional<Recipient> replace(
            UserId userId, RecipientId id, Recipient.Draft draft, Audit.Origin origin) {
        return database.transaction(handle -> {
            int replaced =
                    handle.createUpdate(UPDATE)
                            .bind("id", id.value())
                            .bind("userId", userId.value())
                            .bindMap(columns(id, draft))
                            .bind("now", clock.instant())
                            .execute();
            if (replaced == 0) {
                return Optional.empty();
            }
            Audit.record(handle, userId.value(), Action.RECIPIENT_REPLACED, id.toString(), origin);
            return find(userId, id).ask(handle);
        });
    }

    /// Removes a recipient from the customer's list; payments to it stay as they are.
    public boolean remove(UserId userId, RecipientId id, Audit.Origin origin) {
        return database.transaction(handle -> {
            int removed =
                    handle.createUpdate(DELETE)
                            .bind("id", id.value())
                            .bind("userId", userId.value())
                            .execute();
            if (removed == 1) {
                Audit.record(
                        handle, userId.value(), Action.RECIPIENT_REMOVED, id.toString(), origin);
            }
            return removed == 1;
        });
    }

    /// Opens a recipient's sealed account.
    public String open(RecipientId id, byte[] sealed) {
        return cipher.decrypt(sealed, place(id));
    }

    /// Seals a recipient's account as [#open] opens it.
    public byte[] seal(RecipientId id, String iban) {
        return cipher.encrypt(iban, place(id));
    }

    private Map<String, @Nullable Object> columns(RecipientId id, Recipient.Draft draft) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("name", draft.name());
        columns.put("country", draft.corridor().name());
        columns.put("currency", draft.corridor().currency().getCurrencyCode());
        columns.put("bankName", draft.bankName());
        columns.put("account", seal(id, draft.iban()));
        columns.put("lastFour", draft.iban().substring(draft.iban().length() - 4));
        return columns;
    }

    private static String place(RecipientId id) {
        return "recipients:" + id.value() + ":account";
    }

    private Recipient recipient(ResultSet row, StatementContext context) throws SQLException {
        RecipientId id = new RecipientId(row.getObject("id", UUID.class));
        return new Recipient(
                id,
                row.getString("name"),
                Corridor.valueOf(row.getString("country")),
                row.getString("bank_name"),
                open(id, row.getBytes("account_encrypted")),
                row.getTimestamp("created_at").toInstant());
    }
}
