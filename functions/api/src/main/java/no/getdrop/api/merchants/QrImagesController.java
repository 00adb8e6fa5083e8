package no.getdrop.api.merchants;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Form;
import no.getdrop.api.http.RefusedException;
import no.getdrop.merchants.Merchant;
import no.getdrop.merchants.Merchants;
import no.getdrop.merchants.PaymentRequest;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.merchants.PaymentRequests;
import no.getdrop.qr.QrCodes;
import no.getdrop.qr.QrImage;
import no.getdrop.qr.QrSubject;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.nio.charset.StandardCharsets;

/// QR codes as images: SVG, which is sharp in print, or PNG for who asks for it.
@RestController
final class QrImagesController {
    private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

    private final PaymentRequests requests;
    private final QrCodes codes;

    QrImagesController(PaymentRequests requests, QrCodes codes) {
        this.requests = requests;
        this.codes = codes;
    }

    /// The code that hangs in the shop.
    @GetMapping("/v1/merchants/me/qr")
    @Access(Access.Who.MERCHANT)
    ResponseEntity<byte[]> ofMerchant(Entrance entrance, HttpServletRequest request) {
        MediaType form = Form.wanted(request, SVG, MediaType.IMAGE_PNG);
        Merchant merchant =
                entrance.read(Merchants.of(entrance.userId()))
                        .orElseThrow(() -> RefusedException.of(ApiError.FORBIDDEN));
        return image(new QrSubject.Merchant(merchant.face().id()), form);
    }

    /// The code of one request, to be shown at the till.
    @GetMapping("/v1/payment-requests/{id}/qr")
    @Access(Access.Who.MERCHANT)
    ResponseEntity<byte[]> ofRequest(
            Entrance entrance, @PathVariable String id, HttpServletRequest request) {
        MediaType form = Form.wanted(request, SVG, MediaType.IMAGE_PNG);
        PaymentRequest found =
                PaymentRequestId.parse(id)
                        .flatMap(known -> entrance.read(requests.find(known)))
                        .orElseThrow(() -> RefusedException.of(ApiError.PAYMENT_REQUEST_NOT_FOUND));
        return image(new QrSubject.Request(found.id()), form);
    }

    private ResponseEntity<byte[]> image(QrSubject subject, MediaType form) {
        QrImage image = QrImage.of(codes.link(subject));
        return ResponseEntity.ok()
                .contentType(form)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .body(
                        form.equals(SVG)
                                ? image.svg().getBytes(StandardCharsets.UTF_8)
                                : image.png());
    }
}
