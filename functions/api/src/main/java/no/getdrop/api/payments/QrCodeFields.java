package no.getdrop.api.payments;

import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.RefusedException;
import no.getdrop.merchants.PaymentRequest;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;
import no.getdrop.qr.QrCodes;
import no.getdrop.qr.QrSubject;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.Objects;
import java.util.Optional;

/// Reads from a body what is to be paid to a merchant: `qrCode`, the text of a scanned code, or
/// `paymentRequestId`, and not both.
@Component
final class QrCodeFields {
    private static final String CODE = "qrCode";
    private static final String REQUEST = "paymentRequestId";
    private static final int LENGTH_MAX = 500;

    private final QrCodes codes;

    /// What the fields say; what is wrong with them is in [Fields], or is told by [#subject].
    ///
    /// @param scanned `null` when the fields are wrong
    record Read(QrCodes.@Nullable Scanned scanned) {
        /// What is paid.
        ///
        /// @throws RefusedException when the code is none of Drop's, or not any more
        QrSubject subject() {
            return switch (Objects.requireNonNull(scanned, "the fields were checked")) {
                case QrCodes.Scanned.Genuine(QrSubject subject) -> subject;
                case QrCodes.Scanned.Foreign() ->
                        throw RefusedException.of(ApiError.QR_CODE_FOREIGN);
                case QrCodes.Scanned.Forged() -> throw RefusedException.of(ApiError.QR_CODE_FORGED);
                case QrCodes.Scanned.Outdated() ->
                        throw RefusedException.of(ApiError.QR_CODE_OUTDATED);
            };
        }

        /// The amount, which only a request knows by itself.
        Optional<Money> amount(Fields fields) {
            boolean knownAnyway =
                    scanned instanceof QrCodes.Scanned.Genuine(QrSubject.Request _)
                            && !fields.names("amount");
            return knownAnyway ? Optional.empty() : requiredAmount(fields);
        }
    }

    QrCodeFields(QrCodes codes) {
        this.codes = codes;
    }

    /// Whether the body says anything of a code or a request.
    static boolean areIn(Fields fields) {
        return fields.names(CODE) || fields.names(REQUEST);
    }

    static Optional<Money> requiredAmount(Fields fields) {
        return fields.nok("amount", PaymentRequest.AMOUNT_MIN, PaymentRequest.AMOUNT_MAX);
    }

    Read read(Fields fields) {
        if (fields.names(REQUEST)) {
            if (fields.names(CODE)) {
                fields.add(Detail.of(REQUEST, "instead"));
            }
            return new Read(
                    fields.value(REQUEST, PaymentRequestId::parse, "prq_…")
                            .map(id -> new QrCodes.Scanned.Genuine(new QrSubject.Request(id)))
                            .orElse(null));
        }
        return new Read(fields.text(CODE, 1, LENGTH_MAX).map(codes::read).orElse(null));
    }
}
