package no.getdrop.merchants;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// Businesses that are paid through Drop; each belongs to one customer.
public final class Merchants {
    /// The business, and the role of its owner, who has it from the next request on.
    private static final String REGISTER =
            """
            WITH merchant AS (
                INSERT INTO merchants (id, user_id, business_name, legal_name, org_number, category,
                                       address, account_encrypted, account_last_four,
                                       created_at, updated_at)
                SELECT :id, users.id, :businessName, :legalName, :organisationNumber, :category,
                       :address, :account, :lastFour, :now, :now
                FROM users
                WHERE users.id = :userId AND users.kyc_status = 'approved' AND users.role = 'user'
                ON CONFLICT DO NOTHING
                RETURNING user_id, fee_basis_points
            ), owner AS (
                UPDATE users SET role = 'merchant', updated_at = :now
                FROM merchant
                WHERE users.id = merchant.user_id
            )
            SELECT fee_basis_points FROM merchant
            """;

    private static final String WHY_NOT =
            """
            SELECT users.kyc_status = 'approved' AS kyc_approved,
                   users.role <> 'user' AS other_role,
                   EXISTS (SELECT FROM merchants WHERE merchants.user_id = users.id) AS registered
            FROM users
            WHERE users.id = :userId
            """;

    private static final String FIND_FACE =
            """
            SELECT id, business_name, legal_name, category
            FROM merchants
            WHERE id = :id AND status = 'active'
            """;

    private static final String FIND_OWN =
            """
            SELECT id, business_name, legal_name, org_number, category, address,
                   account_last_four, fee_basis_points
            FROM merchants
            WHERE user_id = :userId
            """;

    private final FieldCipher cipher;
    private final InstantSource clock;

    /// What came of a registration.
    public sealed interface RegisterOutcome {
        /// The customer is a merchant from now on.
        record Registered(Merchant merchant) implements RegisterOutcome {}

        /// Nothing was done.
        record Refused(Refusal refusal) implements RegisterOutcome {}

        /// Why a registration is refused; the first that applies, in this order, is told.
        enum Refusal {
            KYC_REQUIRED,
            ALREADY_MERCHANT,
            FORBIDDEN,
            ORGANISATION_NUMBER_TAKEN
        }
    }

    /// Merchants whose accounts are sealed under `cipher`.
    public Merchants(FieldCipher cipher, InstantSource clock) {
        this.cipher = cipher;
        this.clock = clock;
    }

    /// Makes a customer a merchant, in a transaction that is already open.
    ///
    /// @param legalName as the register of entities has it
    public RegisterOutcome register(
            Handle handle,
            UserId userId,
            Merchant.Draft draft,
            String legalName,
            Audit.Origin origin) {
        MerchantId id = new MerchantId(Ids.next(clock));
        String lastFour = draft.iban().substring(draft.iban().length() - 4);
        Optional<Integer> feeBasisPoints =
                handle.createQuery(REGISTER)
                        .bind("id", id.value())
                        .bind("userId", userId.value())
                        .bind("businessName", draft.businessName())
                        .bind("legalName", legalName)
                        .bind("organisationNumber", draft.organisationNumber().value())
                        .bind("category", draft.category().text())
                        .bind("address", draft.address())
                        .bind("account", seal(id, draft.iban()))
                        .bind("lastFour", lastFour)
                        .bind("now", clock.instant())
                        .mapTo(Integer.class)
                        .findOne();
        if (feeBasisPoints.isEmpty()) {
            return new RegisterOutcome.Refused(whyNot(handle, userId));
        }
        Audit.record(handle, userId.value(), Action.MERCHANT_REGISTERED, id.toString(), origin);
        return new RegisterOutcome.Registered(
                new Merchant(
                        new Merchant.Face(
                                id,
                                draft.businessName(),
                                Optional.of(legalName),
                                Optional.of(draft.category())),
                        draft.organisationNumber(),
                        draft.address(),
                        lastFour,
                        feeBasisPoints.get()));
    }

    /// What a payer may know of a merchant that can be paid.
    public static Read<Optional<Merchant.Face>> face(MerchantId id) {
        return Read.first(FIND_FACE, (row, context) -> face(row, "id")).with("id", id.value());
    }

    /// The business of a customer.
    public static Read<Optional<Merchant>> of(UserId userId) {
        return Read.first(FIND_OWN, (row, context) -> of(row)).with("userId", userId.value());
    }

    /// The merchant of a row with the columns `id`, `business_name`, `legal_name`, `org_number`,
    /// `category`, `address`, `account_last_four` and `fee_basis_points`.
    public static Merchant of(ResultSet row) throws SQLException {
        return new Merchant(
                face(row, "id"),
                new OrganisationNumber(row.getString("org_number")),
                row.getString("address"),
                row.getString("account_last_four"),
                row.getInt("fee_basis_points"));
    }

    /// Opens a merchant's sealed account.
    public String open(MerchantId id, byte[] sealed) {
        return cipher.decrypt(sealed, place(id));
    }

    /// Seals a merchant's account as [#open] opens it.
    public byte[] seal(MerchantId id, String iban) {
        return cipher.encrypt(iban, place(id));
    }

    private static RegisterOutcome.Refusal whyNot(Handle handle, UserId userId) {
        return handle.createQuery(WHY_NOT)
                .bind("userId", userId.value())
                .map((row, context) -> {
                    if (!row.getBoolean("kyc_approved")) {
                        return RegisterOutcome.Refusal.KYC_REQUIRED;
                    }
                    if (row.getBoolean("registered")) {
                        return RegisterOutcome.Refusal.ALREADY_MERCHANT;
                    }
                    return row.getBoolean("other_role")
                            ? RegisterOutcome.Refusal.FORBIDDEN
                            : RegisterOutcome.Refusal.ORGANISATION_NUMBER_TAKEN;
                })
                .one();
    }

    static Merchant.Face face(ResultSet row, String idColumn) throws SQLException {
        @Nullable String category = row.getString("category");
        return new Merchant.Face(
                new MerchantId(row.getObject(idColumn, UUID.class)),
                row.getString("business_name"),
                Optional.ofNullable(row.getString("legal_name")),
                category == null ? Optional.empty() : Merchant.Category.parse(category));
    }

    private static String place(MerchantId id) {
        return "merchants:" + id.value() + ":account";
    }
}
