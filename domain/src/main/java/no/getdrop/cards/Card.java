package no.getdrop.cards;

import java.time.Instant;
import java.util.Objects;

/// A customer's card; of its number Drop has the last four digits and nothing more.
///
/// @param type `virtual` or `physical`
/// @param status `ordered`, `active`, `frozen` or `closed`
public record Card(CardId id, String type, String status, String lastFour, Instant createdAt) {
    public Card {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(lastFour, "lastFour");
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
