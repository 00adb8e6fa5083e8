package no.getdrop.api.accounts;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.Accounts;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The customer's bank accounts.
@RestController
final class AccountsController {
    private final Accounts accounts;
    private final Once once;
    private final HttpSettings settings;

    record LinkView(String consentId, URI redirectUrl) {}

    AccountsController(Accounts accounts, Once once, HttpSettings settings) {
        this.accounts = accounts;
        this.once = once;
        this.settings = settings;
    }

    @GetMapping("/v1/accounts")
    @Access(Access.Who.CUSTOMER)
    Data<List<AccountView>> list(Entrance entrance) {
        return new Data<>(
                entrance.read(Accounts.list(entrance.userId())).stream()
                        .map(AccountView::of)
                        .toList());
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
                                                    accounts.save(handle, caller.userId(), started)
                                                            .toString(),
                                                    started.consent().page())));
        };
    }

    /// Where the bank sends the person back to; the state says whose consent it is.
    @GetMapping("/v1/accounts/consent/callback")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    ResponseEntity<Void> callback(
            @RequestParam(name = "state", defaultValue = "") String state, Audit.Origin origin) {
        return switch (accounts.complete(state, origin)) {
            case Accounts.ConsentOutcome.Linked(int count) -> redirect("/accounts?linked=" + count);
            case Accounts.ConsentOutcome.Declined() -> redirect("/accounts?error=consent_declined");
            case Accounts.ConsentOutcome.StateRefused() ->
                    throw RefusedException.of(ApiError.INVALID_STATE);
            case Accounts.ConsentOutcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.BANK_UNAVAILABLE, 5);
        };
    }

    private ResponseEntity<Void> redirect(String path) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(settings.appUrl().resolve(path))
                .build();
    }
}
