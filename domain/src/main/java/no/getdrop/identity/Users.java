package no.getdrop.identity;

import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The customers, found by the keyed hash of their national id.
public final class Users {
    private static final String PURPOSE = "national_id";

    private static final String SAVE =
            """
            SELECT customer_id, strange_key_id
            FROM save_customer(:id, CAST(:hashes AS bytea[]), :keyIds, :email, :firstName,
                               :lastName, :birthDate)
            """;

    private static final String FIND_HASH =
            """
            SELECT national_id_hmac, national_id_hmac_key_id
            FROM users
            WHERE id = :id AND national_id_hmac IS NOT NULL AND deleted_at IS NULL
            """;

    private final KeyedHash keyedHash;

    /// What came of a search.
    ///
    /// @param id of the customer; `null` when they have left, or nobody was found
    /// @param strangeKeyId of a key that is not known and that somebody's hash was made under
    private record Saved(@Nullable UUID id, @Nullable Integer strangeKeyId) {}

    /// Customers whose national ids are hashed by `keyedHash`.
    public Users(KeyedHash keyedHash) {
        this.keyedHash = keyedHash;
    }

    /// The customer of a row with the columns `user_id`, `first_name`, `last_name`, `email`,
    /// `birth_date`, `kyc_status` and `role`.
    public static User of(ResultSet row) throws SQLException {
        return new User(
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("email"),
                row.getObject("birth_date", LocalDate.class),
                User.KycStatus.valueOf(upper(row.getString("kyc_status"))),
                User.Role.valueOf(upper(row.getString("role"))));
    }

    /// Finds or creates the customer whom BankID vouches for; empty when the customer has left. Who
    /// is found by the hash under an earlier key has the one under the current key from then on.
    ///
    /// @throws no.getdrop.runtime.SettingException when the person is not found and somebody's hash
    ///   was made under a key that is not known: they may be the same
    Optional<UserId> save(Handle handle, BankIdPerson person) {
        Saved saved = ask(handle, person);
        while (saved.strangeKeyId() != null) {
            keyedHash.require(saved.strangeKeyId());
            saved = ask(handle, person);
        }
        return Optional.ofNullable(saved.id()).map(UserId::new);
    }

    private Saved ask(Handle handle, BankIdPerson person) {
        List<KeyedHash.Hash> hashes = keyedHash.all(PURPOSE, person.nationalId());
        return handle.createQuery(SAVE)
                .bind("id", Ids.next())
                .bindArray("hashes", String.class, hashes.stream().map(Users::literal).toList())
                .bindArray(
                        "keyIds",
                        Integer.class,
                        hashes.stream().map(KeyedHash.Hash::keyId).toList())
                .bind("email", person.email())
                .bind("firstName", person.firstName())
                .bind("lastName", person.lastName())
                .bind("birthDate", person.birthDate())
                .map((row, context) ->
                        new Saved(
                                row.getObject("customer_id", UUID.class),
                                row.getObject("strange_key_id", Integer.class)))
                .one();
    }

    /// Whether BankID vouches for this very customer.
    ///
    /// @throws no.getdrop.runtime.SettingException when the key of the customer's hash is not known
    public boolean isSame(Handle handle, UserId id, BankIdPerson person) {
        return handle.createQuery(FIND_HASH)
                .bind("id", id.value())
                .map((row, context) ->
                        new KeyedHash.Hash(
                                row.getInt("national_id_hmac_key_id"),
                                row.getBytes("national_id_hmac")))
                .findOne()
                .filter(kept -> keyedHash.isOf(kept, PURPOSE, person.nationalId()))
                .isPresent();
    }

    /// The driver has no arrays of bytes.
    private static String literal(KeyedHash.Hash hash) {
        return "\\x" + HexFormat.of().formatHex(hash.bytes());
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
