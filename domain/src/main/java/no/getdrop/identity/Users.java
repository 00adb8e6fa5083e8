package no.getdrop.identity;

import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;

import org.jdbi.v3.core.Handle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The customers, found by the keyed hash of their national id.
public final class Users {
    private static final String SAVE =
            """
            INSERT INTO users (id, national_id_hmac, email, first_name, last_name, birth_date,
                               kyc_status, kyc_method)
            VALUES (:id, :nationalIdHmac, :email, :firstName, :lastName, :birthDate,
                    'approved', 'bankid')
            ON CONFLICT (national_id_hmac) DO UPDATE
            SET first_name = excluded.first_name, last_name = excluded.last_name,
                updated_at = now()
            WHERE users.deleted_at IS NULL
            RETURNING id
            """;

    private final KeyedHash keyedHash;

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

    /// Finds or creates the customer whom BankID vouches for; empty when the customer has left.
    Optional<UserId> save(Handle handle, BankIdPerson person) {
        return handle.createQuery(SAVE)
                .bind("id", Ids.next())
                .bind("nationalIdHmac", nationalIdHmac(person))
                .bind("email", person.email())
                .bind("firstName", person.firstName())
                .bind("lastName", person.lastName())
                .bind("birthDate", person.birthDate())
                .mapTo(UUID.class)
                .findOne()
                .map(UserId::new);
    }

    /// Whether BankID vouches for this very customer.
    public boolean isSame(Handle handle, UserId id, BankIdPerson person) {
        return handle.createQuery(
                                """
                                SELECT count(*) FROM users
                                WHERE id = :id AND national_id_hmac = :nationalIdHmac
                                  AND deleted_at IS NULL
                                """)
                        .bind("id", id.value())
                        .bind("nationalIdHmac", nationalIdHmac(person))
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    private byte[] nationalIdHmac(BankIdPerson person) {
        return keyedHash.of("national_id", person.nationalId());
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
