package no.getdrop.testing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/// What must be so of a text that Drop took from outside, told without the database that keeps it.
public final class Kept {
    private Kept() {}

    /// Fails for a text that PostgreSQL does not keep, or keeps and does not index.
    public static void checkText(String text) {
        assertThat(text).isNotBlank().hasSizeLessThanOrEqualTo(255);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .as("whole characters alone")
                .isTrue();
        assertThat(text.chars().noneMatch(Character::isISOControl))
                .as("no control character")
                .isTrue();
    }

    /// Fails for a name in which something is not seen, or that is kept in two forms.
    public static void checkName(String name, int max) {
        checkText(name);
        assertThat(name.codePointCount(0, name.length())).isLessThanOrEqualTo(max);
        assertThat(name).isEqualTo(name.strip());
        assertThat(name.codePoints().map(Character::getType))
                .doesNotContain(
                        (int) Character.FORMAT,
                        (int) Character.CONTROL,
                        (int) Character.SURROGATE,
                        (int) Character.UNASSIGNED,
                        (int) Character.LINE_SEPARATOR,
                        (int) Character.PARAGRAPH_SEPARATOR);
    }

    /// Fails for an address to which no browser of a customer may be sent.
    public static void checkAddress(URI address) {
        assertThat(address.getScheme()).isEqualToIgnoringCase("https");
        assertThat(address.getHost()).isNotBlank();
        assertThat(address.getRawUserInfo()).isNull();
        assertThat(address.toString()).matches("[\\x21-\\x7E]{1,5000}");
    }
}
