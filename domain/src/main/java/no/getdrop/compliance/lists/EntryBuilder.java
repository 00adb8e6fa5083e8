package no.getdrop.compliance.lists;

import no.getdrop.compliance.BirthDates;
import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Name;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Gathers what a list says of one person or company.
final class EntryBuilder {
    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0]+");

    private final String id;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> weakNames = new LinkedHashSet<>();
    private BirthDates birthDates = BirthDates.UNKNOWN;
    private boolean isBirthUncertain;

    EntryBuilder(String id) {
        this.id = id;
    }

    /// Adds a name by its parts, of which any may be missing.
    void name(boolean weak, Stream<Optional<String>> parts) {
        String written =
                SPACES.matcher(parts.flatMap(Optional::stream).collect(Collectors.joining(" ")))
                        .replaceAll(" ")
                        .strip();
        if (!written.isEmpty()) {
            (weak ? weakNames : names).add(written);
        }
    }

    /// Adds a time when the person may have been born; empty for one that cannot be read, by which
    /// nobody may be told apart.
    void born(Optional<Span> span) {
        if (span.isEmpty()) {
            isBirthUncertain = true;
        } else {
            birthDates = birthDates.or(span.get());
        }
    }

    /// The entry; empty when it has no name. Who has weak names alone is known by them.
    Optional<Entry> build() {
        if (names.isEmpty()) {
            names.addAll(weakNames);
        }
        weakNames.removeAll(names);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        List<Name> all = new ArrayList<>();
        names.forEach(name -> all.add(Name.of(name)));
        weakNames.forEach(name -> all.add(Name.weak(name)));
        return Optional.of(
                new Entry(
                        id,
                        Kind.SANCTIONS,
                        all,
                        isBirthUncertain ? BirthDates.UNKNOWN : birthDates));
    }
}
