package no.getdrop.accounts;

import no.getdrop.database.Columns;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Optional;
import java.util.UUID;

/// Reads balances at the banks under the customers' consents, and keeps what was read.
///
/// While the customer is present the bank is asked each time. A read without the customer, by an
/// app in the background say, is one of four that a consent allows a day (RTS Art. 36(5)(b)). Where
/// the bank cannot be asked, what was read in the last day serves, with its age. A payment asks for
/// none of this.
public final class Balances {
    private static final Logger log = LoggerFactory.getLogger(Balances.class);

    /// For how long a balance that was read serves.
    private static final Duration CACHE_LIFETIME = Duration.ofHours(24);

    /// A balance that is younger is not asked for again.
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final String FIND =
            """
            SELECT bank_accounts.id, bank_accounts.bank_id, bank_accounts.aspsp_resource_id,
                   bank_accounts.currency, bank_accounts.balance_minor,
                   bank_accounts.balance_read_at,
                   consents.id AS consent_id, consents.aspsp_consent_id,
                   least(consents.expires_at, consents.revoked_at) AS consent_ends_at
            FROM bank_accounts
            JOIN consents ON consents.id = bank_accounts.consent_id
            WHERE bank_accounts.id = :id AND bank_accounts.user_id = :userId
              AND bank_accounts.removed_at IS NULL
            """;

    /// Takes one of the day's four.
    private static final String COUNT_UNATTENDED =
            """
            UPDATE consents
            SET unattended_reads_on = :today,
                unattended_reads = CASE WHEN unattended_reads_on = :today
                                        THEN unattended_reads + 1 ELSE 1 END
            WHERE id = :id
              AND (unattended_reads_on IS DISTINCT FROM :today OR unattended_reads < 4)
            """;

    /// Of two who read at once, the later reading stays.
    private static final String KEEP =
            """
            UPDATE bank_accounts SET balance_minor = :minor, balance_read_at = :readAt
            WHERE id = :id AND removed_at IS NULL AND currency = :currency
              AND (balance_read_at IS NULL OR balance_read_at < :readAt)
            """;

    private static final String CONSENT_IS_OVER =
            """
            UPDATE consents SET expires_at = :now
            WHERE id = :id AND (expires_at IS NULL OR expires_at > :now)
            """;

    private final Database database;
    private final OpenBanking openBanking;
    private final InstantSource clock;

    /// What came of asking for a balance.
    public sealed interface Outcome {
        /// The balance, of now or of the last day.
        record Found(Balance balance) implements Outcome {}

        /// The customer has no such account.
        record NotFound() implements Outcome {}

        /// The consent has run out or was withdrawn; the customer links the account again.
        record ConsentExpired() implements Outcome {}

        /// The day's four reads without the customer are used up, and nothing young is kept.
        record TooOften(Duration untilTomorrow) implements Outcome {}

        /// The bank cannot be asked, and nothing young is kept.
        record Unavailable() implements Outcome {}
    }

    private record Facts(
            AccountId id,
            String bankId,
            String resourceId,
            UUID consentId,
            @Nullable String aspspConsentId,
            @Nullable Instant consentEndsAt,
            @Nullable Money kept,
            @Nullable Instant keptAt) {
        Optional<Balance> keptSince(Instant notBefore) {
            return kept == null || keptAt == null || keptAt.isBefore(notBefore)
                    ? Optional.empty()
                    : Optional.of(new Balance(kept, keptAt, true, consentEndsAt));
        }
    }

    /// Balances at the banks behind `openBanking`.
    public Balances(Database database, OpenBanking openBanking, InstantSource clock) {
        this.database = database;
        this.openBanking = openBanking;
        this.clock = clock;
    }

    /// A balance, read anew where that may be.
    ///
    /// @param reader asks what is known, for the customer and nobody else
    /// @param ipAddress of the customer; `null` when no customer is present
    public Outcome read(Reader reader, UserId userId, AccountId id, @Nullable String ipAddress) {
        Optional<Facts> found = reader.read(find(userId, id));
        Instant now = clock.instant();
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        Facts facts = found.get();
        String aspspConsentId = facts.aspspConsentId();
        if (aspspConsentId == null
                || ConsentStatus.at(now, facts.consentEndsAt()) == ConsentStatus.EXPIRED) {
            return new Outcome.ConsentExpired();
        }
        Optional<Balance> fresh = facts.keptSince(now.minus(FRESH));
        if (fresh.isPresent()) {
            return new Outcome.Found(fresh.get());
        }
        if (ipAddress == null && !count(facts, now)) {
            return kept(facts, now, new Outcome.TooOften(untilTomorrow(now)));
        }
        return ask(facts, aspspConsentId, ipAddress, now);
    }

    private Outcome ask(
            Facts facts, String aspspConsentId, @Nullable String ipAddress, Instant now) {
        try {
            Money read =
                    openBanking.balance(
                            facts.bankId(), aspspConsentId, facts.resourceId(), ipAddress);
            keep(facts, read, now);
            return new Outcome.Found(new Balance(read, now, false, facts.consentEndsAt()));
        } catch (BankRefusedException e) {
            if (e.isAboutConsent()) {
                endConsent(facts, now);
                return new Outcome.ConsentExpired();
            }
            log.atWarn().setCause(e).addKeyValue("accountId", facts.id()).log("no balance");
            return kept(facts, now, new Outcome.Unavailable());
        } catch (BankUnavailableException e) {
            log.atWarn().setCause(e).addKeyValue("accountId", facts.id()).log("no balance");
            return kept(facts, now, new Outcome.Unavailable());
        }
    }

    private static Outcome kept(Facts facts, Instant now, Outcome otherwise) {
        return facts.keptSince(now.minus(CACHE_LIFETIME))
                .<Outcome>map(Outcome.Found::new)
                .orElse(otherwise);
    }

    private boolean count(Facts facts, Instant now) {
        return database.call(handle ->
                handle.createUpdate(COUNT_UNATTENDED)
                                .bind("id", facts.consentId())
                                .bind("today", today(now))
                                .execute()
                        == 1);
    }

    private void keep(Facts facts, Money amount, Instant now) {
        database.call(handle ->
                handle.createUpdate(KEEP)
                        .bind("id", facts.id().value())
                        .bind("minor", amount.amountMinor())
                        .bind("currency", amount.currency().getCurrencyCode())
                        .bind("readAt", now)
                        .execute());
    }

    private void endConsent(Facts facts, Instant now) {
        log.atInfo().addKeyValue("accountId", facts.id()).log("the bank says a consent is over");
        database.call(handle ->
                handle.createUpdate(CONSENT_IS_OVER)
                        .bind("id", facts.consentId())
                        .bind("now", now)
                        .execute());
    }

    private static Read<Optional<Facts>> find(UserId userId, AccountId id) {
        return Read.first(FIND, (row, context) -> facts(row))
                .with("id", id.value())
                .with("userId", userId.value());
    }

    private static Facts facts(ResultSet row) throws SQLException {
        Instant keptAt = Columns.instant(row, "balance_read_at");
        return new Facts(
                new AccountId(row.getObject("id", UUID.class)),
                row.getString("bank_id"),
                row.getString("aspsp_resource_id"),
                row.getObject("consent_id", UUID.class),
                row.getString("aspsp_consent_id"),
                Columns.instant(row, "consent_ends_at"),
                keptAt == null
                        ? null
                        : new Money(
                                row.getLong("balance_minor"),
                                Currency.getInstance(row.getString("currency"))),
                keptAt);
    }

    /// The banks count by the day in UTC, as `validUntil` of a consent is a date.
    private static LocalDate today(Instant now) {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static Duration untilTomorrow(Instant now) {
        return Duration.between(
                now, today(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
