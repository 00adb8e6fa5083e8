package no.getdrop.accounts;

import no.getdrop.database.Read;
import no.getdrop.identity.User;
import no.getdrop.identity.UserId;
import no.getdrop.identity.Users;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A customer with the accounts that the customer may pay from, the primary one first.
public record Profile(User user, List<BankAccount> accounts) {
    private static final String FIND =
            """
            SELECT users.id AS user_id, users.first_name, users.last_name, users.email,
                   users.birth_date, users.kyc_status, users.role,
                   bank_accounts.id AS account_id, bank_accounts.bank_id, bank_accounts.bank_name,
                   bank_accounts.iban_last_four, bank_accounts.currency, bank_accounts.is_primary,
                   least(consents.expires_at, consents.revoked_at) AS consent_ends_at
            FROM users
            LEFT JOIN bank_accounts ON bank_accounts.user_id = users.id
                AND bank_accounts.removed_at IS NULL
            LEFT JOIN consents ON consents.id = bank_accounts.consent_id
            WHERE users.id = :userId AND users.deleted_at IS NULL
            ORDER BY bank_accounts.is_primary DESC, bank_accounts.id
            """;

    private record Row(User user, @Nullable BankAccount account) {}

    public Profile {
        Objects.requireNonNull(user, "user");
        accounts = List.copyOf(accounts);
    }

    /// One customer's; empty when the customer has left.
    public static Read<Optional<Profile>> find(UserId userId) {
        return Read.list(FIND, (row, context) -> row(row))
                .with("userId", userId.value())
                .to(Profile::of);
    }

    private static Optional<Profile> of(List<Row> rows) {
        return rows.stream()
                .findFirst()
                .map(first ->
                        new Profile(
                                first.user(),
                                rows.stream().map(Row::account).filter(Objects::nonNull).toList()));
    }

    private static Row row(ResultSet row) throws SQLException {
        boolean hasAccount = row.getString("account_id") != null;
        return new Row(Users.of(row), hasAccount ? Accounts.account(row) : null);
    }
}
