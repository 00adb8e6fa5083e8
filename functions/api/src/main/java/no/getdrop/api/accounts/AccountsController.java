package no.getdrop.api.accounts;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.AccountId;
import no.getdrop.accounts.Accounts;
import no.getdrop.accounts.Balance;
import no.getdrop.accounts.Balances;
import no.getdrop.accounts.ConsentEndings;
import no.getdrop.accounts.ConsentStatus;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.QueryValues;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;
import no.getdrop.identity.Platform;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The customer's bank accounts.
@RestController
final class AccountsController {
    private static final String APP_CALLBACK = "drop://accounts/callback";

    private final Accounts accounts;
    private final Balances balances;
    private final ConsentEndings endings;
    private final Once once;
    private final HttpSettings settings;
    private final InstantSource clock;

    record LinkView(String consentId, URI redirectUrl) {}

    /// @param balance kroner, as a decimal number
    /// @param ageSeconds since the bank was asked
    /// @param cached whether that was before this request
    record BalanceView(
            String accountId,
            BigDecimal balance,
            String currency,
            Instant readAt,
            long ageSeconds,
            boolean cached,
            String consentStatus,
            @Nullable Instant consentExpiresAt) {
        static BalanceView of(AccountId id, Balance balance, Instant now) {
            return new BalanceView(
                    id.toString(),
                    balance.amount().decimal(),
                    balance.amount().currency().getCurrencyCode(),
                    balance.readAt(),
                    balance.age(now).toSeconds(),
                    balance.cached(),
                    ConsentStatus.at(now, balance.consentEndsAt()).text(),
                    balance.consentEndsAt());
        }
    }

    AccountsController(
            Accounts accounts,
            Balances balances,
            ConsentEndings endings,
            Once once,
            HttpSettings settings,
            InstantSource clock) {
        this.accounts = accounts;
        this.balances = balances;
        this.endings = endings;
        this.once = once;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping("/v1/accounts")
    @Access(Access.Who.CUSTOMER)
    Data<List<AccountView>> list(Entrance entrance) {
        return new Data<>(
                entrance.read(Accounts.list(entrance.userId())).stream()
                        .map(account -> AccountView.of(account, clock.instant()))
                        .toList());
    }

    @DeleteMapping("/v1/accounts/{id}")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String id, Audit.Origin origin) {
        if (!endings.removeAccount(caller.userId(), id(id), origin)) {
            throw RefusedException.of(ApiError.ACCOUNT_NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    /// The customer who asks is present; an app that asks in the background says so.
    @GetMapping("/v1/accounts/{id}/balance")
    @Access(Access.Who.CUSTOMER)
    Data<BalanceView> balance(
            Entrance entrance,
            @PathVariable String id,
            @RequestParam(name = "unattended", defaultValue = "false") String unattended,
            Audit.Origin origin) {
        AccountId accountId = id(id);
        QueryValues values = new QueryValues();
        boolean isUnattended = Boolean.TRUE.equals(values.flag("unattended", unattended));
        values.check();
        String ipAddress = isUnattended ? null : origin.ipAddress();
        return switch (balances.read(entrance, entrance.userId(), accountId, ipAddress)) {
            case Balances.Outcome.Found(Balance balance) ->
                    new Data<>(BalanceView.of(accountId, balance, clock.instant()));
            case Balances.Outcome.NotFound() ->
                    throw RefusedException.of(ApiError.ACCOUNT_NOT_FOUND);
            case Balances.Outcome.ConsentExpired() ->
                    throw RefusedException.of(ApiError.CONSENT_EXPIRED);
            case Balances.Outcome.TooOften(Duration untilTomorrow) ->
                    throw RefusedException.retry(
                            ApiError.BALANCE_READ_LIMIT, (int) untilTomorrow.toSeconds() + 1);
            case Balances.Outcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.BANK_UNAVAILABLE, 5);
        };
    }

    @PostMapping("/v1/accounts/link")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> link(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<String> bankId = fields.text("bankId", 1, 64);
        fields.check();
        Optional<ResponseEntity<String>> earlier = once.earlier(caller, request, fields);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        // The bank is asked before the transaction: nothing waits for it while a row is locked. A
        // consent that is asked for twice and given once is harmless.
        return switch (accounts.ask(bankId.orElseThrow(), origin)) {
            case Accounts.LinkOutcome.UnknownBank() ->
                    throw RefusedException.invalid(Detail.of("bankId", "bank"));
            case Accounts.LinkOutcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.BANK_UNAVAILABLE, 5);
            case Accounts.LinkOutcome.Started started ->
                    once.create(
                            caller,
                            request,
                            fields,
                            handle ->
                                    Once.created(
                                            new LinkView(
                                                    accounts.save(handle, caller, started)
                                                            .toString(),
                                                    started.consent().page())));
        };
    }

    /// Where the bank sends the person back to, whoever that is. Nothing is linked without the
    /// session of the customer who asked, so the browser is handed on to the app or the site, which
    /// comes back here with it.
    @GetMapping("/v1/accounts/consent/callback")
    @Access(value = Access.Who.VISITOR, quota = Access.Quota.AUTHENTICATION)
    ResponseEntity<Void> callback(
            Optional<Caller> caller,
            @RequestParam(name = "state", defaultValue = "") String state,
            Audit.Origin origin) {
        if (caller.isEmpty()) {
            return handOn(state);
        }
        return switch (accounts.complete(state, caller.get().userId(), origin)) {
            case Accounts.ConsentOutcome.Linked(int count) -> redirect("/accounts?linked=" + count);
            case Accounts.ConsentOutcome.Declined() -> redirect("/accounts?error=consent_declined");
            case Accounts.ConsentOutcome.StateRefused() ->
                    throw RefusedException.of(ApiError.INVALID_STATE);
            case Accounts.ConsentOutcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.BANK_UNAVAILABLE, 5);
        };
    }

    private ResponseEntity<Void> handOn(String state) {
        Platform platform =
                accounts.platform(state)
                        .orElseThrow(() -> RefusedException.of(ApiError.INVALID_STATE));
        String query = "?state=" + state;
        return redirect(
                switch (platform) {
                    case WEB -> settings.appUrl().resolve("/accounts/consent" + query);
                    case MOBILE -> URI.create(APP_CALLBACK + query);
                });
    }

    private static AccountId id(String text) {
        return AccountId.parse(text)
                .orElseThrow(() -> RefusedException.of(ApiError.ACCOUNT_NOT_FOUND));
    }

    private ResponseEntity<Void> redirect(String path) {
        return redirect(settings.appUrl().resolve(path));
    }

    private static ResponseEntity<Void> redirect(URI address) {
        return ResponseEntity.status(HttpStatus.FOUND).location(address).build();
    }
}
