package no.getdrop.runtime;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rules for texts that others wrote and Drop keeps: customers, banks, registers.
public final class OutsideText {
    /// What nobody sees in a name, or what turns it around: control and format characters, halves
    /// of a surrogate pair, separators of lines, what else Unicode lets a font leave out
    /// (`Default_Ignorable_Code_Point`), and two blanks that are no spaces.
    public static final Pattern UNSEEN =
            Pattern.compile(
                    "[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\p{Cf}\\p{Zl}\\p{Zp}"
                            + "\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u3164\\uFFA0"
                            + "\\uFE00-\\uFE0F\\x{E0100}-\\x{E01EF}\\u2800\\uFFFC]");

    /// An index of PostgreSQL takes no text of some thousand bytes.
    private static final int KEY_CHARACTERS_MAX = 255;

    private static final Pattern UNKEPT = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private OutsideText() {}

    /// A text in the form in which it is kept: composed (NFC), and without space around it.
    public static String normal(String given) {
        return Normalizer.normalize(given, Normalizer.Form.NFC).strip();
    }

    /// A name as it is kept and shown; empty when it has something unseen, nothing at all, or more
    /// than `max` characters.
    public static Optional<String> name(String given, int max) {
        // Composing takes its time, and makes no text so much shorter.
        if (given.length() > 8L * max) {
            return Optional.empty();
        }
        return Optional.of(normal(given))
                .filter(name -> !name.isEmpty() && name.codePointCount(0, name.length()) <= max)
                .filter(name -> !UNSEEN.matcher(name).find());
    }

    /// Whether something can be kept and found by a text that another system made up: 1 to 255
    /// whole characters, none of them a control character, and not blanks alone.
    public static boolean isKey(String text) {
        return !text.isBlank()
                && text.length() <= KEY_CHARACTERS_MAX
                && !UNKEPT.matcher(text).find();
    }
}
