package no.getdrop.runtime;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/// The form of an id outside Drop: a prefix that names its kind, `_` and 32 lower-case hex digits.
public final class PublicId {
    private PublicId() {}

    /// The id as clients see it, such as `txn_0198f0c2…`.
    public static String format(String prefix, UUID id) {
        HexFormat hex = HexFormat.of();
        return prefix
                + '_'
                + hex.toHexDigits(id.getMostSignificantBits())
                + hex.toHexDigits(id.getLeastSignificantBits());
    }

    /// The id that `text` stands for; empty when it is not one of that kind in exactly that form.
    public static Optional<UUID> parse(String prefix, String text) {
        int start = prefix.length() + 1;
        if (text.length() != start + 32 || !text.startsWith(prefix + '_')) {
            return Optional.empty();
        }
        String digits = text.substring(start);
        if (!digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return Optional.empty();
        }
        return Optional.of(
                new UUID(
                        HexFormat.fromHexDigitsToLong(digits, 0, 16),
                        HexFormat.fromHexDigitsToLong(digits, 16, 32)));
    }
}
