package no.getdrop.compliance;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A name in the letters a to z and digits, word by word, so that `Đorđević`, `Djordjevic` and
/// `Ђорђевић` are one name.
///
/// Accents go with Unicode's own decomposition. What that leaves whole (ł, ø, đ, ı, ß) and Cyrillic
/// are spelt as Serbian, Russian and Nordic passports spell them (ICAO Doc 9303, part 3, section 6,
/// with `dj` and `đ` brought to one form).
final class NameTokens {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern APOSTROPHES = Pattern.compile("['’ʼ`´ʹ]");
    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern LETTER = Pattern.compile("[a-z]");
    private static final Pattern OTHER_LETTER = Pattern.compile("[\\p{L}&&[^a-z]]");

    private static final Map<Integer, String> LETTERS =
            Map.ofEntries(
                    Map.entry((int) 'ł', "l"),
                    Map.entry((int) 'ø', "o"),
                    Map.entry((int) 'đ', "d"),
                    Map.entry((int) 'ð', "d"),
                    Map.entry((int) 'ı', "i"),
                    Map.entry((int) 'ß', "ss"),
                    Map.entry((int) 'æ', "ae"),
                    Map.entry((int) 'œ', "oe"),
                    Map.entry((int) 'þ', "th"),
                    Map.entry((int) 'ə', "a"));

    /// Cyrillic after accents are gone: `й` has become `и`, `ћ` and `ђ` have none.
    private static final Map<Integer, String> CYRILLIC =
            cyrillic(
                    "а a б b в v г g д d ђ d е e ж z з z и i ј j к k л l љ lj м m н n њ nj о o п p "
                            + "р r с s т t ћ c у u ф f х h ц c ч c џ dz ш s щ sc ъ - ы y ь - э e "
                            + "ю ju я ja і i ї i є e ґ g");

    private NameTokens() {}

    /// The words of a name, in its own order.
    static List<String> of(String name) {
        return Arrays.stream(SEPARATORS.split(folded(name)))
                .filter(token -> !token.isEmpty())
                .map(token -> token.replace("dj", "d").replace('q', 'k'))
                .toList();
    }

    /// Whether all letters of a name are understood; a name in Arabic script, say, is not.
    static boolean isLegible(String name) {
        String folded = folded(name);
        return LETTER.matcher(folded).find() && !OTHER_LETTER.matcher(folded).find();
    }

    private static String folded(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String decomposed = Normalizer.normalize(lower, Normalizer.Form.NFKD);
        String bare = APOSTROPHES.matcher(MARKS.matcher(decomposed).replaceAll("")).replaceAll("");
        return bare.codePoints().mapToObj(NameTokens::latin).collect(Collectors.joining());
    }

    private static String latin(int letter) {
        String known = LETTERS.getOrDefault(letter, CYRILLIC.get(letter));
        return known == null ? Character.toString(letter) : known;
    }

    private static Map<Integer, String> cyrillic(String pairs) {
        String[] parts = pairs.split(" ", -1);
        return IntStream.range(0, parts.length / 2)
                .boxed()
                .collect(
                        Collectors.toUnmodifiableMap(
                                index -> parts[2 * index].codePointAt(0),
                                index -> parts[2 * index + 1].replace("-", "")));
    }
}
