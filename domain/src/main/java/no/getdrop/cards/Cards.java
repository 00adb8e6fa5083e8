package no.getdrop.cards;

import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A customer's cards, as far as Drop has them: no issuer is connected, so that they can be read
/// and not changed.
public final class Cards {
    private static final String LIST =
            """
            SELECT id, type, status, last_four, created_at
            FROM cards
            WHERE user_id = :userId
            ORDER BY id DESC
            """;

    /// A card without limits is one row with none.
    private static final String LIMITS =
            """
            SELECT spending_limits.period, spending_limits.amount_minor
            FROM cards
            LEFT JOIN spending_limits ON spending_limits.card_id = cards.id
            WHERE cards.id = :id AND cards.user_id = :userId
            ORDER BY spending_limits.amount_minor, spending_limits.period
            """;

    private Cards() {}

    /// All cards of a customer, the newest first.
    public static Read<List<Card>> list(UserId userId) {
        return Read.list(LIST, (row, context) -> card(row)).with("userId", userId.value());
    }

    /// The limits of a card; empty when the customer has no such card.
    public static Read<Optional<List<SpendingLimit>>> limits(UserId userId, CardId id) {
        return Read.list(LIMITS, (row, context) -> Optional.ofNullable(limit(row)))
                .with("id", id.value())
                .with("userId", userId.value())
                .to(rows ->
                        rows.isEmpty()
                                ? Optional.empty()
                                : Optional.of(rows.stream().flatMap(Optional::stream).toList()));
    }

    private static Card card(ResultSet row) throws SQLException {
        return new Card(
                new CardId(row.getObject("id", UUID.class)),
                row.getString("type"),
                row.getString("status"),
                row.getString("last_four"),
                row.getTimestamp("created_at").toInstant());
    }

    private static @Nullable SpendingLimit limit(ResultSet row) throws SQLException {
        String period = row.getString("period");
        return period == null
                ? null
                : new SpendingLimit(period, Money.nok(row.getLong("amount_minor")));
    }
}
