package no.getdrop.api.recipients;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.Screening;
import no.getdrop.identity.Caller;
import no.getdrop.recipients.Corridor;
import no.getdrop.recipients.Recipient;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.Optional;

/// Whom the customer sends money to.
@RestController
final class RecipientsController {
    private static final String COUNTRIES = "RS, BA, PL, PK, TR";

    private final Recipients recipients;
    private final Screening screening;
    private final Once once;

    /// @param iban whole in the detail, masked in lists and when it was just given
    record RecipientView(
            String id,
            String name,
            String country,
            String currency,
            @Nullable String bankName,
            String iban,
            Instant createdAt) {
        static RecipientView whole(Recipient recipient) {
            return of(recipient, recipient.iban());
        }

        static RecipientView masked(Recipient recipient) {
            return of(recipient, recipient.maskedIban());
        }

        private static RecipientView of(Recipient recipient, String iban) {
            return new RecipientView(
                    recipient.id().toString(),
                    recipient.name(),
                    recipient.corridor().name(),
                    recipient.corridor().currency().getCurrencyCode(),
                    recipient.bankName(),
                    iban,
                    recipient.createdAt());
        }
    }

    RecipientsController(Recipients recipients, Screening screening, Once once) {
        this.recipients = recipients;
        this.screening = screening;
        this.once = once;
    }

    @GetMapping("/v1/recipients")
    @Access(Access.Who.CUSTOMER)
    Listing<RecipientView> list(Entrance entrance, PageQuery query) {
        return query.listing(
                entrance.read(
                        recipients.page(
                                entrance.userId(),
                                query.after(RecipientId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                Recipient::id,
                RecipientView::masked);
    }

    @PostMapping("/v1/recipients")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> add(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Recipient.Draft draft = draft(fields);
        return once.create(
                caller,
                request,
                fields,
                handle -> {
                    Recipient added = recipients.add(handle, caller.userId(), draft, origin);
                    screening.screen(handle, caller.userId(), added.id().value(), added.name());
                    // Kept for repeats as it is sent, so without the number.
                    return Once.created(RecipientView.masked(added));
                });
    }

    @GetMapping("/v1/recipients/{id}")
    @Access(Access.Who.CUSTOMER)
    Data<RecipientView> find(Entrance entrance, @PathVariable String id) {
        return entrance.read(recipients.find(entrance.userId(), id(id)))
                .map(recipient -> new Data<>(RecipientView.whole(recipient)))
                .orElseThrow(RecipientsController::notFound);
    }

    @PutMapping("/v1/recipients/{id}")
    @Access(Access.Who.CUSTOMER)
    Data<RecipientView> replace(
            Caller caller, @PathVariable String id, Fields fields, Audit.Origin origin) {
        return recipients
                .replace(caller.userId(), id(id), draft(fields), origin)
                .map(recipient -> new Data<>(RecipientView.whole(recipient)))
                .orElseThrow(RecipientsController::notFound);
    }

    @DeleteMapping("/v1/recipients/{id}")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String id, Audit.Origin origin) {
        if (!recipients.remove(caller.userId(), id(id), origin)) {
            throw notFound();
        }
        return ResponseEntity.noContent().build();
    }

    /// The account comes as `iban`, or as `accountNumber` in the country's own form.
    private static Recipient.Draft draft(Fields fields) {
        Optional<String> name = fields.name("name", 1, 140);
        Optional<Corridor> corridor = fields.value("country", Corridor::of, COUNTRIES);
        Optional<String> currency = fields.optionalText("currency", 3);
        Optional<String> bankName = fields.optionalName("bankName", 140);
        Optional<String> accountNumber = fields.optionalText("accountNumber", 50);
        Optional<String> account = fields.optionalText("iban", 50).or(() -> accountNumber);
        corridor.ifPresent(known -> {
            String expected = known.currency().getCurrencyCode();
            if (currency.isPresent() && !currency.get().equals(expected)) {
                fields.add(Detail.of("currency", "value", expected));
            }
        });
        Optional<String> iban = corridor.flatMap(known -> account.flatMap(known::iban));
        if (!fields.has("iban") && !fields.has("accountNumber")) {
            fields.add(Detail.of("iban", "required"));
        } else if (account.isPresent() && corridor.isPresent() && iban.isEmpty()) {
            fields.add(Detail.of("iban", "account", corridor.get().name()));
        }
        fields.check();
        return new Recipient.Draft(
                name.orElseThrow(),
                corridor.orElseThrow(),
                bankName.orElse(null),
                iban.orElseThrow());
    }

    private static RecipientId id(String text) {
        return RecipientId.parse(text).orElseThrow(RecipientsController::notFound);
    }

    private static RefusedException notFound() {
        return RefusedException.of(ApiError.RECIPIENT_NOT_FOUND);
    }
}
