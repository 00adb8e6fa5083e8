package no.getdrop.api.merchants;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.api.merchants.MerchantsController.FaceView;
import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;
import no.getdrop.merchants.PaymentRequest;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.merchants.PaymentRequests;
import no.getdrop.money.Money;
import no.getdrop.qr.QrCodes;
import no.getdrop.qr.QrSubject;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What merchants ask their customers to pay.
@RestController
final class PaymentRequestsController {
    private final PaymentRequests requests;
    private final QrCodes codes;
    private final Once once;

    /// A request, as whoever scans its code sees it.
    ///
    /// @param qrCode text of its code
    record RequestView(
            String id,
            FaceView merchant,
            BigDecimal amount,
            String currency,
            @Nullable String reference,
            String status,
            Instant expiresAt,
            @Nullable Instant paidAt,
            String qrCode) {}

    PaymentRequestsController(PaymentRequests requests, QrCodes codes, Once once) {
        this.requests = requests;
        this.codes = codes;
        this.once = once;
    }

    @PostMapping("/v1/payment-requests")
    @Access(Access.Who.MERCHANT)
    ResponseEntity<String> add(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<Money> amount =
                fields.nok("amount", PaymentRequest.AMOUNT_MIN, PaymentRequest.AMOUNT_MAX);
        Optional<String> reference =
                fields.optionalText("reference", PaymentRequest.REFERENCE_LENGTH_MAX);
        Optional<Integer> minutes =
                fields.optionalNumber(
                        "expiresInMinutes", 1, (int) PaymentRequest.LIFETIME_MAX.toMinutes());
        fields.check();
        PaymentRequests.Draft draft =
                new PaymentRequests.Draft(
                        amount.orElseThrow(),
                        reference.orElse(null),
                        minutes.map(Duration::ofMinutes).orElse(PaymentRequest.LIFETIME));
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        Once.created(
                                requests.add(handle, caller.userId(), draft, origin)
                                        .map(this::view)
                                        .orElseThrow(
                                                () -> RefusedException.of(ApiError.FORBIDDEN))));
    }

    /// To whoever has the code: it is made to be shown.
    @GetMapping("/v1/payment-requests/{id}")
    @Access(Access.Who.CUSTOMER)
    Data<RequestView> find(Entrance entrance, @PathVariable String id) {
        return PaymentRequestId.parse(id)
                .flatMap(known -> entrance.read(requests.find(known)))
                .map(request -> new Data<>(view(request)))
                .orElseThrow(() -> RefusedException.of(ApiError.PAYMENT_REQUEST_NOT_FOUND));
    }

    private RequestView view(PaymentRequest request) {
        return new RequestView(
                request.id().toString(),
                FaceView.of(request.merchant()),
                request.amount().decimal(),
                request.amount().currency().getCurrencyCode(),
                request.reference(),
                request.status().text(),
                request.expiresAt(),
                request.paidAt(),
                codes.link(new QrSubject.Request(request.id())));
    }
}
