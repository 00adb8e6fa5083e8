package no.getdrop.qr;

import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.runtime.Hmac;
import no.getdrop.runtime.KeyRing;
import no.getdrop.runtime.Secrets;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes and checks the text of Drop's QR codes.
///
/// A code is a link that a phone's camera opens in the app:
/// `https://<app>/q/1.<id>.<key>.<signature>`. `1` is the version of this form, the id names a
/// merchant (`mer_…`) or a payment request (`prq_…`), the key is the number of the key that signed,
/// and the signature is the first 16 bytes of HMAC-SHA-256 over all before it, in base64url. Only
/// Drop can make or check one, and every key that ever signed still checks, for codes hang in shops
/// for years. Nothing else is in the code: amount, name and account come from the database when it
/// is scanned.
public final class QrCodes {
    private static final String VERSION = "1";
    private static final String PATH = "/q/";
    private static final int SIGNATURE_BYTES = 16;
    private static final int LENGTH_MAX = 500;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,2}");

    private final URI application;
    private final Secrets secrets;

    /// What a scanned text turned out to be.
    public sealed interface Scanned {
        /// A code that Drop made.
        record Genuine(QrSubject subject) implements Scanned {}

        /// Not a code of Drop at all.
        record Foreign() implements Scanned {}

        /// It looks like a code of Drop, but Drop did not make it.
        record Forged() implements Scanned {}

        /// Signed with a key that is not in use any more; the merchant has a new code.
        record Outdated() implements Scanned {}
    }

    /// Codes that open `application`, signed under `QR_SIGNING_KEY`.
    public QrCodes(URI application, Secrets secrets) {
        this.application = application;
        this.secrets = secrets;
    }

    /// The code's text.
    public String link(QrSubject subject) {
        String id =
                switch (subject) {
                    case QrSubject.Merchant(MerchantId merchant) -> merchant.toString();
                    case QrSubject.Request(PaymentRequestId request) -> request.toString();
                };
        KeyRing keys = KeyRing.of(KeyRing.Kind.QR_SIGNING, secrets.view());
        String signed = VERSION + '.' + id + '.' + keys.id();
        return application.resolve(PATH) + signed + '.' + signature(keys.current(), signed);
    }

    /// What `text`, as it was scanned or as the app cut it out of the link, is.
    public Scanned read(String text) {
        String link = application.resolve(PATH).toString();
        String code = text.startsWith(link) ? text.substring(link.length()) : text;
        String[] parts = code.split("\\.", -1);
        if (text.length() > LENGTH_MAX || parts.length != 4 || !parts[0].equals(VERSION)) {
            return new Scanned.Foreign();
        }
        Optional<QrSubject> subject = subject(parts[1]);
        if (subject.isEmpty()) {
            return new Scanned.Foreign();
        }
        Optional<byte[]> key =
                number(parts[2]).flatMap(id -> KeyRing.find(KeyRing.Kind.QR_SIGNING, secrets, id));
        if (key.isEmpty()) {
            return new Scanned.Outdated();
        }
        String signed = code.substring(0, code.lastIndexOf('.'));
        return MessageDigest.isEqual(
                        signature(key.get(), signed).getBytes(StandardCharsets.US_ASCII),
                        parts[3].getBytes(StandardCharsets.UTF_8))
                ? new Scanned.Genuine(subject.get())
                : new Scanned.Forged();
    }

    private static Optional<QrSubject> subject(String id) {
        return MerchantId.parse(id)
                .<QrSubject>map(QrSubject.Merchant::new)
                .or(() -> PaymentRequestId.parse(id).map(QrSubject.Request::new));
    }

    private static Optional<Integer> number(String text) {
        return NUMBER.matcher(text).matches()
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    private static String signature(byte[] key, String signed) {
        byte[] whole = Hmac.sha256(key, signed.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(whole, SIGNATURE_BYTES));
    }
}
