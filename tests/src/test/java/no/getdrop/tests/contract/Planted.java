package no.getdrop.tests.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// A secret that was made up, in a text in which it may occur.
///
/// @param text what is sent, in one line
/// @param needles what of it must not be seen
record Planted(Kind kind, String text, List<String> needles) {
    /// What is secret, by its shape or by the name before it.
    enum Kind {
        TOKEN,
        JSON_WEB_TOKEN,
        NATIONAL_ID,
        ACCOUNT_NUMBER,
        IBAN,
        CONNECTION,
        PRIVATE_KEY,
        AWS_KEY_ID,
        AWS_SECRET_KEY,
        HEXADECIMAL_KEY,
        ENCODED_KEY,
        NAMED,
        /// Letters that nobody can know for a secret.
        WORD;

        /// Whether it is known for a secret wherever it stands.
        boolean hasShape() {
            return this != WORD;
        }
    }

    static Planted of(Kind kind, Random random) {
        return switch (kind) {
            case TOKEN -> whole(kind, url(bytes(32, random)));
            case JSON_WEB_TOKEN -> jsonWebToken(random);
            case NATIONAL_ID -> whole(kind, digits(6, random) + space(random) + digits(5, random));
            case ACCOUNT_NUMBER -> accountNumber(random);
            case IBAN -> iban(random);
            case CONNECTION -> connection(random);
            case PRIVATE_KEY -> privateKey(random);
            case AWS_KEY_ID -> whole(kind, "AKIA" + capitals(16, random));
            case AWS_SECRET_KEY ->
                    whole(kind, Base64.getEncoder().encodeToString(bytes(30, random)));
            case HEXADECIMAL_KEY -> whole(kind, HexFormat.of().formatHex(bytes(32, random)));
            case ENCODED_KEY -> whole(kind, Base64.getEncoder().encodeToString(bytes(32, random)));
            case NAMED -> named(random);
            case WORD -> whole(kind, word(random));
        };
    }

    static List<Kind> kinds() {
        return Arrays.asList(Kind.values());
    }

    private static Planted whole(Kind kind, String text) {
        return new Planted(kind, text, List.of(text));
    }

    private static Planted jsonWebToken(Random random) {
        String payload = url("{\"sub\":\"" + word(random) + "\"}");
        String signature = url(bytes(32, random));
        String header = url("{\"alg\":\"HS256\"}");
        return new Planted(
                Kind.JSON_WEB_TOKEN,
                header + '.' + payload + '.' + signature,
                List.of(payload, signature));
    }

    private static Planted accountNumber(Random random) {
        String number = digits(4, random) + '.' + digits(2, random) + '.' + digits(5, random);
        return whole(Kind.ACCOUNT_NUMBER, random.nextBoolean() ? number : number.replace(".", ""));
    }

    private static Planted iban(Random random) {
        String iban = "NO" + digits(13, random);
        return whole(
                Kind.IBAN, random.nextBoolean() ? iban : iban.replaceAll("(.{4})(?=.)", "$1 "));
    }

    private static Planted connection(Random random) {
        String password = word(random);
        return new Planted(
                Kind.CONNECTION,
                "postgresql://drop_app:" + password + "@db.internal:5432/drop",
                List.of(password));
    }

    private static Planted privateKey(Random random) {
        String body = Base64.getEncoder().encodeToString(bytes(48, random));
        return new Planted(
                Kind.PRIVATE_KEY,
                "-----BEGIN PRIVATE KEY----- " + body + " -----END PRIVATE KEY-----",
                List.of(body));
    }

    private static Planted named(Random random) {
        String value = word(random);
        List<String> names = List.of("password=", "client_secret=", "token=", "Bearer ");
        return new Planted(
                Kind.NAMED, names.get(random.nextInt(names.size())) + value, List.of(value));
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder("zq");
        random.ints(14, 'a', 'z' + 1).forEach(word::appendCodePoint);
        return word.toString();
    }

    private static String capitals(int count, Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(count, 'A', 'Z' + 1).forEach(text::appendCodePoint);
        return text.toString();
    }

    private static String digits(int count, Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(count, '0', '9' + 1).forEach(text::appendCodePoint);
        return text.toString();
    }

    private static String space(Random random) {
        return random.nextBoolean() ? " " : "";
    }

    private static byte[] bytes(int count, Random random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String url(String text) {
        return url(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
