package no.getdrop.compliance;

import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The persons and companies of all sanctions and PEP lists at one moment, ready to be compared
/// with.
public final class WatchList {
    /// At this score and above the name is taken to be the entry's.
    private static final double HIT_SCORE = 0.95;

    /// At this score and above a person has to look; it lets through no pair of the names that
    /// `NameSimilarityTest` collects.
    private static final double REVIEW_SCORE = 0.88;

    /// So many entries are kept of a name that is like many.
    private static final int ALIKE_MAX = 20;

    private final String version;
    private final List<Entry> entries;
    private final Map<Kind, NameIndex> indexes = new EnumMap<>(Kind.class);

    /// @param version names the state of all the lists together; a result is good for its version
    ///   only
    public WatchList(String version, List<Entry> entries) {
        this.version = Objects.requireNonNull(version, "version");
        this.entries = List.copyOf(entries);
        for (Kind kind : Kind.values()) {
            indexes.put(
                    kind,
                    NameIndex.of(
                            this.entries.stream().filter(entry -> entry.kind() == kind).toList()));
        }
    }

    /// What a list is about.
    public enum Kind implements Spelled {
        /// Nothing may be paid to them (sanksjonsloven).
        SANCTIONS,
        /// Politically exposed persons, who are looked at more closely (hvitvaskingsloven § 18).
        PEP;

        static Kind parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /// How a name stands to a list.
    public enum Outcome implements Spelled {
        CLEAR,
        REVIEW,
        HIT;

        static Outcome parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        /// A weak name alone makes nobody the entry: it is looked at when it is the same.
        private static Outcome of(double score, boolean weak) {
            if (weak) {
                return score >= HIT_SCORE ? Outcome.REVIEW : Outcome.CLEAR;
            }
            if (score >= HIT_SCORE) {
                return Outcome.HIT;
            }
            return score >= REVIEW_SCORE ? Outcome.REVIEW : Outcome.CLEAR;
        }
    }

    /// One person or company.
    ///
    /// @param id as its list names it, with the list before it
    /// @param names all names it is known by, folded when the list is made
    public record Entry(String id, Kind kind, List<Name> names, BirthDates birthDates) {
        public Entry {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(birthDates, "birthDates");
            names = List.copyOf(names);
        }

        /// An entry by its names as they are written.
        ///
        /// @param birthDate `null` where the list has none
        public static Entry of(
                String id, Kind kind, @Nullable LocalDate birthDate, String... names) {
            return new Entry(
                    id,
                    kind,
                    Arrays.stream(names).map(Name::of).toList(),
                    birthDate == null ? BirthDates.UNKNOWN : BirthDates.of(birthDate));
        }
    }

    /// A name with the words it is compared by.
    ///
    /// @param weak whether its list itself says that many others have it, as `Abu Ali`
    public record Name(String written, boolean weak, List<String> words) {
        public Name {
            words = List.copyOf(words);
        }

        /// A name that its list vouches for.
        public static Name of(String written) {
            return new Name(written, false, NameTokens.of(written));
        }

        /// A weak name.
        public static Name weak(String written) {
            return new Name(written, true, NameTokens.of(written));
        }
    }

    /// How a name stands to the entries of a kind.
    ///
    /// @param score of the closest entry, from 0 to 1
    /// @param entryId the closest one; `null` when nothing is alike, or the name could not be
    ///   compared
    /// @param alike all that a person has to look at, the closest first, twenty at most
    public record Match(
            Outcome outcome, double score, @Nullable String entryId, List<String> alike) {
        public Match {
            alike = List.copyOf(alike);
        }

        private static Match none(Outcome outcome) {
            return new Match(outcome, 0, null, List.of());
        }
    }

    /// How alike an entry is, by the one of its names that is most so.
    private record Likeness(Entry entry, Outcome outcome, double score) {
        static final Comparator<Likeness> CLOSEST_FIRST =
                Comparator.comparing(Likeness::outcome)
                        .thenComparingDouble(Likeness::score)
                        .reversed()
                        .thenComparing(likeness -> likeness.entry().id());
    }

    /// The name of this state of the lists.
    public String version() {
        return version;
    }

    /// All entries, of every kind.
    public List<Entry> entries() {
        return entries;
    }

    /// How `name` stands to the entries of `kind`. A name in letters that cannot be compared is for
    /// a person to look at.
    public Match match(Kind kind, String name, @Nullable LocalDate birthDate) {
        if (!NameTokens.isLegible(name)) {
            return Match.none(Outcome.REVIEW);
        }
        List<Likeness> likenesses =
                Objects.requireNonNull(indexes.get(kind)).alike(NameTokens.of(name)).stream()
                        .filter(scored -> mayBeBornOn(scored.entry(), birthDate))
                        .map(scored ->
                                new Likeness(
                                        scored.entry(),
                                        Outcome.of(scored.score(), scored.weak()),
                                        scored.score()))
                        .sorted(Likeness.CLOSEST_FIRST)
                        .toList();
        if (likenesses.isEmpty()) {
            return Match.none(Outcome.CLEAR);
        }
        Likeness closest = likenesses.getFirst();
        List<String> alike =
                likenesses.stream()
                        .filter(likeness -> likeness.outcome() != Outcome.CLEAR)
                        .map(likeness -> likeness.entry().id())
                        .distinct()
                        .limit(ALIKE_MAX)
                        .toList();
        return new Match(closest.outcome(), closest.score(), closest.entry().id(), alike);
    }

    private static boolean mayBeBornOn(Entry entry, @Nullable LocalDate birthDate) {
        return birthDate == null || entry.birthDates().mayBe(birthDate);
    }
}
