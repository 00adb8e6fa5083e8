package no.getdrop.runtime.logging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes random secrets in the texts in which they occur.
final class SecretTexts {
    private static final String PRINTABLE =
            "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
                    + "!#$%&()*+,-./:;<=>?[]^_{|}~";
    private static final String UPPER_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final List<String> NAMES =
            List.of(
                    "password",
                    "DATABASE_PASSWORD",
                    "clientSecret",
                    "refresh_token",
                    "x-api-key",
                    "NATIONAL_ID_KEY",
                    "aws_secret_access_key",
                    "BANKID_CLIENT_SECRET",
                    "jwt",
                    "nonce",
                    "signature",
                    "codeVerifier");

    private final RandomGenerator random;

    /// A text, and what of it must not be seen anywhere.
    record Planted(String text, List<String> needles) {}

    SecretTexts(RandomGenerator random) {
        this.random = random;
    }

    /// A secret that is known by its shape or by the name before it.
    Planted next() {
        return switch (random.nextInt(15)) {
            case 0 -> jwt();
            case 1 -> whole(digits(6) + pick("", " ") + digits(5));
            case 2 -> whole(digits(4) + "." + digits(2) + "." + digits(5));
            case 3 -> iban();
            case 4 -> connection();
            case 5 -> pem();
            case 6 -> whole(pick("AKIA", "ASIA") + some(UPPER_AND_DIGITS, 16));
            case 7 -> whole(base64(30));
            case 8 -> whole(base64(32));
            case 9 -> cookie();
            case 10 -> after(pick("Bearer ", "bearer ", "Basic "), base64(24));
            case 11 -> after(pick(NAMES) + pick("=", ": ", " = "), some(PRINTABLE, 12));
            case 12 -> json("\"");
            case 13 -> whole(hex(32));
            default -> json("\\\"");
        };
    }

    /// Any characters at all, for a field whose name alone says that it is secret.
    String anything() {
        return some(PRINTABLE + "\"\\' \n\tøåæ🫐", 14);
    }

    String secretName() {
        return pick(NAMES);
    }

    /// Harmless words in random company.
    String filler() {
        return pick(
                List.of("payment failed", "user said", "søknad", "x", "a, b;", "[1]", "42 NOK"));
    }

    private Planted jwt() {
        String payload = base64Url("{\"sub\":\"" + digits(9) + "\"}");
        String signature = base64Url(some(PRINTABLE, 32));
        return new Planted(
                base64Url("{\"alg\":\"HS256\"}") + "." + payload + "." + signature,
                List.of(payload, signature));
    }

    private Planted iban() {
        String bare = pick("NO", "SE", "DE", "pk") + digits(2) + digits(16 + random.nextInt(4));
        String british = "GB" + digits(2) + "NWBK" + digits(14);
        return random.nextInt(3) == 0
                ? whole(british)
                : whole(random.nextBoolean() ? bare : bare.replaceAll("(.{4})(?=.)", "$1 "));
    }

    private Planted connection() {
        String password = some(PRINTABLE + "@", 12);
        return new Planted(
                pick("postgresql", "jdbc:postgresql", "amqp", "https")
                        + "://app:"
                        + password
                        + "@db.internal:5432/drop",
                List.of(password));
    }

    private Planted pem() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add(base64(48));
        }
        String kind = pick("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "CERTIFICATE");
        return new Planted(
                "-----BEGIN "
                        + kind
                        + "-----\n"
                        + String.join("\n", lines)
                        + "\n-----END "
                        + kind
                        + "-----",
                lines);
    }

    private Planted cookie() {
        String first = hex(12);
        String second = hex(12);
        return new Planted(
                pick("Cookie: ", "set-cookie=", "cookie : ") + "a=" + first + "; b=" + second,
                List.of(first, second));
    }

    private Planted json(String quote) {
        String value = some(PRINTABLE + " ", 14).strip() + "z";
        return new Planted(
                "{"
                        + String.join(quote, "", pick(NAMES), ":", value, "")
                        + ","
                        + String.join(quote, "", "user", ":", "kari", "}"),
                List.of(value));
    }

    private static Planted whole(String text) {
        return new Planted(text, List.of(text));
    }

    private static Planted after(String before, String value) {
        return new Planted(before + value, List.of(value));
    }

    private String base64(int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return Base64.getEncoder().encodeToString(content);
    }

    private static String base64Url(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String hex(int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return HexFormat.of().formatHex(content);
    }

    private String digits(int count) {
        return some("0123456789", count);
    }

    private String some(String alphabet, int count) {
        int[] characters = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }

    private String pick(String... choices) {
        return pick(List.of(choices));
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
