package no.getdrop.compliance;

import org.apache.commons.text.similarity.JaroWinklerSimilarity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// How alike two names are, from 0 to 1, whatever the order of their words.
///
/// Each word is paired with the one it is most like. Words are alike by Jaro-Winkler, where a
/// distance counts double so that names with a common beginning stay apart, or by the same
/// consonants in the same order, since vowels and double letters are what transcriptions disagree
/// on (Muhammad, Mohamed), or one of them is the initial of the other. A word without a partner
/// counts against the name, less than one that differs, and a particle least.
final class NameSimilarity {
    private static final double PAIR_MIN = 0.6;
    private static final double UNPAIRED_WEIGHT = 0.4;
    private static final double SINGLE_WORD_WEIGHT = 0.8;
    private static final double SAME_CONSONANTS = 0.95;
    private static final double SAME_FEW_CONSONANTS = 0.9;
    private static final double INITIAL = 0.8;
    private static final int MANY_CONSONANTS = 4;
    private static final int FEW_CONSONANTS = 3;

    /// What one spelling has and another leaves out: articles and words for son, daughter and from.
    private static final Set<String> PARTICLES =
            Set.of("al", "el", "bin", "ben", "ibn", "bint", "de", "del", "van", "von", "der");

    private static final double PARTICLE_WEIGHT = 0.5;
    private static final String VOWELS = "aeiouy";
    private static final String SILENT = "aeiouyhw";

    /// Winkler's: so much for each letter of a common beginning, of so many at most.
    private static final double PREFIX_WEIGHT = 0.1;

    private static final int PREFIX_MAX = 4;
    private static final double ROUNDING = 1e-9;

    private static final JaroWinklerSimilarity JARO_WINKLER = new JaroWinklerSimilarity();

    private record Pair(int left, int right, double likeness) {}

    private NameSimilarity() {}

    /// The likeness of two names, given as [NameTokens].
    static double of(List<String> left, List<String> right) {
        List<Pair> pairs = pairs(left, right);
        boolean[] leftTaken = new boolean[left.size()];
        boolean[] rightTaken = new boolean[right.size()];
        double alike = 0;
        int paired = 0;
        int pairedLength = 0;
        for (Pair pair : pairs) {
            if (!leftTaken[pair.left] && !rightTaken[pair.right]) {
                leftTaken[pair.left] = true;
                rightTaken[pair.right] = true;
                int length = left.get(pair.left).length() + right.get(pair.right).length();
                alike += pair.likeness * length;
                pairedLength += length;
                paired++;
            }
        }
        if (paired == 0) {
            return 0;
        }
        double unpairedLength = unpaired(left, leftTaken) + unpaired(right, rightTaken);
        double likeness = alike / (pairedLength + UNPAIRED_WEIGHT * unpairedLength);
        boolean oneWordOfMore = paired == 1 && Math.max(left.size(), right.size()) > 1;
        return oneWordOfMore ? SINGLE_WORD_WEIGHT * likeness : likeness;
    }

    private static List<Pair> pairs(List<String> left, List<String> right) {
        List<Pair> pairs = new ArrayList<>();
        for (int l = 0; l < left.size(); l++) {
            for (int r = 0; r < right.size(); r++) {
                double likeness = ofWords(left.get(l), right.get(r));
                if (likeness >= PAIR_MIN) {
                    pairs.add(new Pair(l, r, likeness));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::likeness).reversed());
        return pairs;
    }

    private static double ofWords(String left, String right) {
        if (left.equals(right)) {
            return 1;
        }
        if (isInitial(left, right)) {
            return INITIAL;
        }
        double bySpelling = 2 * JARO_WINKLER.apply(left, right) - 1;
        return Math.max(bySpelling, byConsonants(left, right));
    }

    /// Whether two words make a pair.
    static boolean areAlike(String left, String right) {
        return ofWords(left, right) >= PAIR_MIN;
    }

    /// Whether two words may make a pair by their spelling, when their Jaro similarity is at most
    /// so much.
    static boolean mayBeAlike(double jaroMax, String left, String right) {
        int most = Math.min(PREFIX_MAX, Math.min(left.length(), right.length()));
        int prefix = 0;
        while (prefix < most && left.charAt(prefix) == right.charAt(prefix)) {
            prefix++;
        }
        double jaroWinkler = jaroMax + PREFIX_WEIGHT * prefix * (1 - jaroMax);
        return 2 * jaroWinkler - 1 >= PAIR_MIN - ROUNDING;
    }

    /// Whether one word is the other's first letter alone.
    static boolean isInitial(String left, String right) {
        return Math.min(left.length(), right.length()) == 1 && left.charAt(0) == right.charAt(0);
    }

    private static double byConsonants(String left, String right) {
        String consonants = consonants(left);
        if (!consonants.equals(consonants(right))) {
            return 0;
        }
        if (consonants.length() >= MANY_CONSONANTS) {
            return SAME_CONSONANTS;
        }
        return consonants.length() == FEW_CONSONANTS ? SAME_FEW_CONSONANTS : 0;
    }

    /// What transcriptions agree on: the first letter, where one vowel is as good as another, and
    /// the consonants after it, each once where it is doubled.
    static String consonants(String word) {
        StringBuilder consonants = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (i == 0) {
                consonants.append(VOWELS.indexOf(letter) < 0 ? letter : 'a');
            } else if (letter != word.charAt(i - 1) && SILENT.indexOf(letter) < 0) {
                consonants.append(letter);
            }
        }
        return consonants.toString();
    }

    private static double unpaired(List<String> words, boolean[] taken) {
        double length = 0;
        for (int i = 0; i < words.size(); i++) {
            if (!taken[i]) {
                String word = words.get(i);
                length +=
                        PARTICLES.contains(word) ? PARTICLE_WEIGHT * word.length() : word.length();
            }
        }
        return length;
    }
}
