package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Name;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

class NameIndexTest {
    private static final List<String> SYLLABLES =
            List.of(
                    "mu", "ham", "mad", "mo", "hamed", "ah", "med", "ali", "ka", "radz", "ic",
                    "vla", "di", "mir", "pe", "tro", "vic", "os", "ama", "us", "la", "den", "bin",
                    "al", "abd", "ul", "rah", "man", "sad", "dam", "hus", "sein", "jo", "van", "a",
                    "e");

    /// An index that leaves something out would let a name through: all that comparing with every
    /// name finds has to be found, with the same score.
    @Test
    void whatIsFoundIsWhatComparingWithEveryNameFinds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            entries.add(Entry.of("test:" + i, Kind.SANCTIONS, null, name(random), name(random)));
        }
        NameIndex index = NameIndex.of(entries);

        for (int i = 0; i < 200; i++) {
            List<String> name = NameTokens.of(name(random));
            assertThat(found(index, name))
                    .as("seed %d, %s", seed, name)
                    .isEqualTo(compared(entries, name))
                    .isNotEmpty();
        }
    }

    private static Set<String> found(NameIndex index, List<String> name) {
        Set<String> found = new TreeSet<>();
        for (NameIndex.Scored scored : index.alike(name)) {
            if (scored.score() > 0) {
                found.add(scored.entry().id() + " " + scored.score());
            }
        }
        return found;
    }

    private static Set<String> compared(List<Entry> entries, List<String> name) {
        Set<String> found = new TreeSet<>();
        for (Entry entry : entries) {
            for (Name listed : entry.names()) {
                double score = NameSimilarity.of(name, listed.words());
                if (score > 0) {
                    found.add(entry.id() + " " + score);
                }
            }
        }
        return found;
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        int words = 1 + random.nextInt(4);
        for (int word = 0; word < words; word++) {
            int syllables = 1 + random.nextInt(3);
            for (int i = 0; i < syllables; i++) {
                name.append(SYLLABLES.get(random.nextInt(SYLLABLES.size())));
            }
            name.append(' ');
        }
        return name.toString();
    }
}
