package no.getdrop.preferences;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Currency;
import java.util.Optional;

/// The preferences as customers have saved them.
public final class SavedPreferences {
    private static final String FIND =
            """
            SELECT currency, language, push_enabled, email_enabled
            FROM settings
            WHERE user_id = :userId
            """;

    /// Adds the row with the defaults where there is none yet, and changes what is named.
    private static final String WRITE =
            """
            INSERT INTO settings AS known (user_id, currency, language, push_enabled, email_enabled)
            VALUES (:userId, coalesce(:currency, :defaultCurrency),
                    coalesce(:language, :defaultLanguage),
                    coalesce(CAST(:pushEnabled AS boolean), :defaultPush),
                    coalesce(CAST(:emailEnabled AS boolean), :defaultEmail))
            ON CONFLICT (user_id) DO UPDATE
            SET currency = coalesce(:currency, known.currency),
                language = coalesce(:language, known.language),
                push_enabled = coalesce(CAST(:pushEnabled AS boolean), known.push_enabled),
                email_enabled = coalesce(CAST(:emailEnabled AS boolean), known.email_enabled),
                updated_at = now()
            RETURNING currency, language, push_enabled, email_enabled
            """;

    private static final Preferences.Change NOTHING =
            new Preferences.Change(null, null, null, null);

    private final Database database;

    /// Preferences as the database holds them.
    public SavedPreferences(Database database) {
        this.database = database;
    }

    /// A customer's; empty until they were first asked for.
    public static Read<Optional<Preferences>> find(UserId userId) {
        return Read.first(FIND, SavedPreferences::preferences).with("userId", userId.value());
    }

    /// Saves the defaults for a customer who has none yet.
    public Preferences begin(UserId userId) {
        return database.call(handle -> write(handle, userId, NOTHING));
    }

    /// Changes what `change` names, and gives what holds then.
    public Preferences change(UserId userId, Preferences.Change change, Audit.Origin origin) {
        if (change.isEmpty()) {
            return begin(userId);
        }
        return database.transaction(handle -> {
            Audit.record(
                    handle, userId.value(), Action.SETTINGS_CHANGED, userId.toString(), origin);
            return write(handle, userId, change);
        });
    }

    private static Preferences write(Handle handle, UserId userId, Preferences.Change change) {
        Preferences defaults = Preferences.DEFAULTS;
        Currency currency = change.currency();
        Preferences.Language language = change.language();
        return handle.createQuery(WRITE)
                .bind("userId", userId.value())
                .bind("currency", currency == null ? null : currency.getCurrencyCode())
                .bind("language", language == null ? null : language.text())
                .bind("pushEnabled", change.pushEnabled())
                .bind("emailEnabled", change.emailEnabled())
                .bind("defaultCurrency", defaults.currency().getCurrencyCode())
                .bind("defaultLanguage", defaults.language().text())
                .bind("defaultPush", defaults.pushEnabled())
                .bind("defaultEmail", defaults.emailEnabled())
                .map(SavedPreferences::preferences)
                .one();
    }

    private static Preferences preferences(ResultSet row, StatementContext context)
            throws SQLException {
        return new Preferences(
                Currency.getInstance(row.getString("currency")),
                Preferences.Language.parse(row.getString("language")).orElseThrow(),
                row.getBoolean("push_enabled"),
                row.getBoolean("email_enabled"));
    }
}
