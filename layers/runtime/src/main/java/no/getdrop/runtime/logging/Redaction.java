package no.getdrop.runtime.logging;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Removes what must not be read from what is logged: by the name of a field and by the shape of a
/// value, wherever it stands, exception texts included.
public final class Redaction {
    /// What stands in place of a removed value.
    public static final String REDACTED = "[redacted]";

    /// How much of one text is logged; also bounds the time that looking through it takes.
    private static final int MAX_CHARACTERS = 32_768;

    private static final String NAMES =
            "(?:password|passwd|passphrase|pwd|secret|token|authori[sz]ation|cookie|credential|jwt"
                    + "|signature|national_?id|fnr|iban|account_?number|code_?verifier|nonce|key)"
                    + "s?";

    /// Between a name and its value, quotes of JSON within a JSON text included.
    private static final String EQUALS = "\\\\{0,3}[\"']?\\s*[=:]\\s*";

    /// A text in double quotes with `\` before what would end it. The limit is for the JDK's
    /// regular expressions, which recurse here.
    private static final String QUOTED = "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,300}+\"";

    private static final Pattern SECRET_NAME = Pattern.compile("(?is).*" + NAMES);

    private record Shape(Pattern pattern, String replacement) {
        Shape(String pattern) {
            this(Pattern.compile(pattern), REDACTED);
        }
    }

    private static final List<Shape> SHAPES =
            List.of(
                    // PEM blocks.
                    new Shape("(?s)-----BEGIN [A-Z ]+-----.*?(-----END [A-Z ]+-----|$)"),
                    // JSON Web Tokens, signed (three parts) or encrypted (five).
                    // No header is longer; the limit keeps a text of nothing but starts from taking
                    // seconds.
                    new Shape("eyJ[\\w-]{5,2000}+(?:\\.[\\w-]*){1,4}"),
                    new Shape(
                            Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}"),
                            "$1 " + REDACTED),
                    // Header lines: what follows has parts of its own, so all of it goes.
                    new Shape(
                            Pattern.compile(
                                    "(?i)((?:cookie|authori[sz]ation)s?"
                                            + EQUALS
                                            + ")(?:"
                                            + QUOTED
                                            + "|[^\\r\\n]+)"),
                            "$1" + REDACTED),
                    // The password in a connection address, which may itself hold an @.
                    new Shape(
                            Pattern.compile("(://[^\\s/:@]{0,100}):\\S{0,1000}@"),
                            "$1:" + REDACTED + "@"),
                    // AWS access key ids.
                    new Shape("\\b(AKIA|ASIA)[0-9A-Z]{16}\\b"),
                    // name=value and "name":"value" pairs within a text.
                    new Shape(
                            Pattern.compile(
                                    // Not the word in the middle of an ARN.
                                    "(?i)(?<!:\\d{12}:)("
                                            + NAMES
                                            + EQUALS
                                            + ")(?:"
                                            + QUOTED
                                            + "|\\\\+\"[^\"]*\"|'[^']*'|\\S+)"),
                            "$1" + REDACTED),
                    // IBANs, with or without spaces; in lower case those of digits alone, since
                    // others look like the hexadecimal of a trace.
                    new Shape("\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b"),
                    new Shape("(?i)\\b[a-z]{2}\\d{2}(?: ?\\d{4}){2,7}(?: ?\\d{1,3})?\\b"),
                    // Eleven digits: a Norwegian national id or account number.
                    new Shape("(?<![\\w-])\\d{6}[ -]?\\d{5}(?![\\w-])"),
                    new Shape("(?<![\\w-])\\d{4}[. ]\\d{2}[. ]\\d{5}(?![\\w-])"),
                    // 40 to 44 characters of base64: AWS secret keys, keys and tokens of ours. A
                    // name in mixed case has neither digits nor that many capitals.
                    new Shape(
                            "(?<![\\w+/-])(?=[\\w+/-]*[a-z])(?=[\\w+/-]*[A-Z])"
                                    + "(?=[\\w+/-]*[\\d+/]|(?:[\\w+/-]*?[A-Z]){8})"
                                    + "[\\w+/-]{40,44}={0,2}(?![\\w+/=-])"),
                    // The same as a whole part of an address, where a slash stands before it.
                    new Shape(
                            "(?<=/)(?=[\\w-]*[a-z])(?=[\\w-]*[A-Z])"
                                    + "(?=[\\w-]*\\d|(?:[\\w-]*?[A-Z]){8})"
                                    + "[\\w-]{40,44}={0,2}(?![\\w+=.-])"),
                    // 64 hexadecimal digits: a key that Secrets Manager generated.
                    new Shape("(?i)(?<![\\w+-])[0-9a-f]{64}(?![\\w+=-])"));

    /// A part of an address, up to what ends one.
    private static final Pattern PART = Pattern.compile("[^\\s/?&\"'\\\\]++");

    private Redaction() {}

    /// Whether a field of that name holds something secret, whatever its value looks like.
    public static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /// The text without anything that has the shape of a secret.
    public static String redact(String text) {
        String redacted = withoutShapes(text.length() <= MAX_CHARACTERS ? text : cut(text));
        return redacted.indexOf('%') < 0
                ? redacted
                : PART.matcher(redacted)
                        .replaceAll(part -> Matcher.quoteReplacement(escaped(part.group())));
    }

    private static String withoutShapes(String text) {
        String redacted = text;
        for (Shape shape : SHAPES) {
            redacted = shape.pattern().matcher(redacted).replaceAll(shape.replacement());
        }
        return redacted;
    }

    /// A part of an address is looked at without its escapes, too: `1503%2E12%2E34567` is an
    /// account.
    private static String escaped(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            // A plus is a space in a form alone.
            String plain = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
            return withoutShapes(plain).equals(plain) ? part : REDACTED;
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    /// The start of a long text up to the end of a word, so that no half of a secret stays.
    private static String cut(String text) {
        int end = MAX_CHARACTERS;
        while (end > 0 && !Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "[cut]";
    }
}
