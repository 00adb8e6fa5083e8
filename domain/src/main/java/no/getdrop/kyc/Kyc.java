package no.getdrop.kyc;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.identity.User;
import no.getdrop.identity.UserId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/// Starts the check of a customer's identity by documents, where BankID alone is not enough.
public final class Kyc {
    private static final Logger log = LoggerFactory.getLogger(Kyc.class);

    /// For how long a device may open Sumsub's screens.
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private static final String FIND =
            """
            SELECT kyc_status, email FROM users WHERE id = :userId AND deleted_at IS NULL
            """;

    private final Database database;
    private final Sumsub sumsub;
    private final InstantSource clock;

    /// What came of a customer's wish to be checked.
    public sealed interface Outcome {
        /// Drop knows the customer already.
        record Approved() implements Outcome {}

        /// The check was refused for good; customer service helps.
        record Rejected() implements Outcome {}

        /// The customer goes on in Sumsub's screens.
        ///
        /// @param externalId of the customer at Sumsub
        /// @param token opens Sumsub's screens for this customer
        record Pending(String externalId, String token, Instant tokenExpiresAt) implements Outcome {
            @Override
            public String toString() {
                return "Pending[" + externalId + "]";
            }
        }

        /// Sumsub cannot be reached.
        record Unavailable() implements Outcome {}
    }

    private record Customer(User.KycStatus status, @Nullable String email) {}

    /// Checks at `sumsub`.
    public Kyc(Database database, Sumsub sumsub, InstantSource clock) {
        this.database = database;
        this.sumsub = sumsub;
        this.clock = clock;
    }

    /// Begins or continues the check. Asking again gives another token and begins nothing anew.
    ///
    /// @param reader asks what is known, for the customer and nobody else
    public Outcome initiate(Reader reader, UserId userId, Audit.Origin origin) {
        Customer customer = reader.read(find(userId)).orElseThrow();
        return switch (customer.status()) {
            case APPROVED -> new Outcome.Approved();
            case REJECTED -> new Outcome.Rejected();
            case PENDING -> start(userId, customer, origin);
        };
    }

    private Outcome start(UserId userId, Customer customer, Audit.Origin origin) {
        String externalId = userId.toString();
        Instant expiresAt = clock.instant().plus(TOKEN_LIFETIME);
        try {
            sumsub.createApplicant(externalId, customer.email());
            String token = sumsub.accessToken(externalId, TOKEN_LIFETIME);
            database.call(handle -> {
                Audit.record(handle, userId.value(), Action.KYC_INITIATED, externalId, origin);
                return externalId;
            });
            return new Outcome.Pending(externalId, token, expiresAt);
        } catch (SumsubUnavailableException e) {
            log.atWarn().setCause(e).log("no identity check");
            return new Outcome.Unavailable();
        }
    }

    private static Read<Optional<Customer>> find(UserId userId) {
        return Read.first(
                        FIND,
                        (row, context) ->
                                new Customer(
                                        User.KycStatus.valueOf(
                                                row.getString("kyc_status")
                                                        .toUpperCase(Locale.ROOT)),
                                        row.getString("email")))
                .with("userId", userId.value());
    }
}
