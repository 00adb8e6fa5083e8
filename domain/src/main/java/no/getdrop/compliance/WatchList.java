package no.getdrop.compliance;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The persons and companies of all sanctions and PEP lists at one moment.
///
/// @param version names the state of all the lists together; a result is good for its version only
public record WatchList(String version, List<Entry> entries) {
    /// At this score and above the name is taken to be the entry's.
    private static final double HIT_SCORE = 0.95;

    /// At this score and above a person has to look; it lets through no pair of the names that
    /// `NameSimilarityTest` collects.
    private static final double REVIEW_SCORE = 0.88;

    /// Lists and passports disagree on birth dates; further apart than this it is somebody else.
    private static final int BIRTH_YEARS_APART = 2;

    public WatchList {
        Objects.requireNonNull(version, "version");
        entries = List.copyOf(entries);
    }

    /// What a list is about.
    public enum Kind {
        /// Nothing may be paid to them (sanksjonsloven).
        SANCTIONS,
        /// Politically exposed persons, who are looked at more closely (hvitvaskingsloven § 18).
        PEP;

        /// As it stands in rows and answers.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /// How a name stands to a list.
    public enum Outcome {
        CLEAR,
        REVIEW,
        HIT;

        /// As it stands in rows and answers.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        private static Outcome of(double score) {
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
    /// @param birthDate `null` where the list has none
    public record Entry(String id, Kind kind, List<Name> names, @Nullable LocalDate birthDate) {
        public Entry {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(kind, "kind");
            names = List.copyOf(names);
        }

        /// An entry by its names as they are written.
        public static Entry of(
                String id, Kind kind, @Nullable LocalDate birthDate, String... names) {
            return new Entry(id, kind, Arrays.stream(names).map(Name::of).toList(), birthDate);
        }

        private boolean mayBeBornOn(@Nullable LocalDate other) {
            return birthDate == null
                    || other == null
                    || Math.abs(ChronoUnit.YEARS.between(birthDate, other)) <= BIRTH_YEARS_APART;
        }
    }

    /// A name with the words it is compared by.
    public record Name(String written, List<String> words) {
        static Name of(String written) {
            return new Name(written, NameTokens.of(written));
        }
    }

    /// The closest entry of a kind.
    ///
    /// @param score from 0 to 1
    /// @param entryId `null` when nothing is alike, or the name could not be compared
    public record Match(Outcome outcome, double score, @Nullable String entryId) {}

    /// How `name` stands to the entries of `kind`. A name in letters that cannot be compared is for
    /// a person to look at.
    public Match match(Kind kind, String name, @Nullable LocalDate birthDate) {
        if (!NameTokens.isLegible(name)) {
            return new Match(Outcome.REVIEW, 0, null);
        }
        List<String> words = NameTokens.of(name);
        return entries.stream()
                .filter(entry -> entry.kind() == kind && entry.mayBeBornOn(birthDate))
                .flatMap(entry -> closest(entry, words).stream())
                .max(Comparator.comparingDouble(Match::score))
                .orElseGet(() -> new Match(Outcome.CLEAR, 0, null));
    }

    private static Optional<Match> closest(Entry entry, List<String> words) {
        Stream<List<String>> names = entry.names().stream().map(Name::words);
        return names.map(name -> NameSimilarity.of(words, name))
                .max(Comparator.naturalOrder())
                .map(score -> new Match(Outcome.of(score), score, score > 0 ? entry.id() : null));
    }
}
