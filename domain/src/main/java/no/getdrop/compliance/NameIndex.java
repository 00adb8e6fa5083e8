package no.getdrop.compliance;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Name;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the entries that a name may be like without comparing it with all of them: two names are
/// alike only by words that are, so each word is compared once with every different word of the
/// lists. What is found, and how alike it is, is the same as by comparing with all.
final class NameIndex {
    private final List<Listed> names = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final Map<String, List<Word>> byConsonants = new HashMap<>();

    /// A name of an entry.
    private record Listed(Entry entry, Name name) {}

    /// A word of the lists with the numbers of the names that have it.
    private static final class Word {
        private final String text;
        private final long letters;
        private int[] names = new int[1];
        private int count;

        Word(String text) {
            this.text = text;
            this.letters = letters(text);
        }

        void isIn(int name) {
            if (count == names.length) {
                names = Arrays.copyOf(names, 2 * count);
            }
            names[count] = name;
            count++;
        }

        void addNamesTo(BitSet candidates) {
            for (int i = 0; i < count; i++) {
                candidates.set(names[i]);
            }
        }
    }

    /// How alike one name of an entry is.
    ///
    /// @param score above 0, to 1
    record Scored(Entry entry, boolean weak, double score) {}

    private NameIndex() {}

    static NameIndex of(List<Entry> entries) {
        NameIndex index = new NameIndex();
        Map<String, Word> known = new HashMap<>();
        for (Entry entry : entries) {
            for (Name name : entry.names()) {
                int number = index.names.size();
                index.names.add(new Listed(entry, name));
                name.words().forEach(word -> known.computeIfAbsent(word, index::add).isIn(number));
            }
        }
        return index;
    }

    private Word add(String text) {
        Word word = new Word(text);
        words.add(word);
        String consonants = NameSimilarity.consonants(text);
        byConsonants.computeIfAbsent(consonants, key -> new ArrayList<>()).add(word);
        return word;
    }

    /// Every name of an entry that is at all like a name, given as [NameTokens].
    List<Scored> alike(List<String> name) {
        BitSet candidates = new BitSet(names.size());
        name.stream().distinct().forEach(word -> collect(word, candidates));
        List<Scored> alike = new ArrayList<>();
        candidates.stream()
                .mapToObj(names::get)
                .forEach(listed ->
                        alike.add(
                                new Scored(
                                        listed.entry(),
                                        listed.name().weak(),
                                        NameSimilarity.of(name, listed.name().words()))));
        return alike;
    }

    private void collect(String text, BitSet candidates) {
        long letters = letters(text);
        for (Word word : words) {
            if (mayBeAlike(text, letters, word) && NameSimilarity.areAlike(text, word.text)) {
                word.addNamesTo(candidates);
            }
        }
        for (Word word : byConsonants.getOrDefault(NameSimilarity.consonants(text), List.of())) {
            if (NameSimilarity.areAlike(text, word.text)) {
                word.addNamesTo(candidates);
            }
        }
    }

    /// Whether Jaro-Winkler can reach what makes two words alike; a bound that is quick to tell. Of
    /// letters that the other word has not got none can be paired.
    private static boolean mayBeAlike(String text, long letters, Word word) {
        if (NameSimilarity.isInitial(text, word.text)) {
            return true;
        }
        int left = text.length();
        int right = word.text.length();
        int paired =
                Math.min(
                        left - Long.bitCount(letters & ~word.letters),
                        right - Long.bitCount(word.letters & ~letters));
        paired = Math.min(paired, Math.min(left, right));
        if (paired <= 0) {
            return false;
        }
        double jaro = ((double) paired / left + (double) paired / right + 1) / 3;
        return NameSimilarity.mayBeAlike(jaro, text, word.text);
    }

    /// A bit for each letter and digit that a word has.
    private static long letters(String text) {
        long letters = 0;
        for (int i = 0; i < text.length(); i++) {
            letters |= 1L << (text.charAt(i) % 64);
        }
        return letters;
    }
}
