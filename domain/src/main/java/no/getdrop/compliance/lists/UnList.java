package no.getdrop.compliance.lists;

import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The consolidated list of the United Nations Security Council:
/// `CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL` and `ENTITIES/ENTITY`.
///
/// A name stands in up to four parts, and once more in its own script. An alias of quality `Low` is
/// a weak one. A birth date has a type, `EXACT`, `APPROXIMATELY` or `BETWEEN`, and is a day, a year
/// or a span of years.
final class UnList implements ListXml.Entries {
    private static final int ISO_DATE_LENGTH = 10;

    private final List<Entry> entries = new ArrayList<>();
    private Instant publishedAt = Instant.EPOCH;

    private UnList() {}

    static ListDocument parse(InputStream document) throws ListRefusedException {
        UnList list = new UnList();
        ListXml.read(document, "consolidated_list", Set.of("individuals", "entities"), list);
        return new ListDocument(list.publishedAt, list.entries);
    }

    /// The time has had a zone and has had none; without one it is taken for UTC.
    @Override
    public void root(Element root) throws ListRefusedException {
        String date = root.attribute("dateGenerated").orElse("");
        try {
            publishedAt = OffsetDateTime.parse(date).toInstant();
        } catch (DateTimeException e) {
            publishedAt = withoutZone(date);
        }
    }

    private static Instant withoutZone(String date) throws ListRefusedException {
        try {
            return day(date).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new ListRefusedException("its dateGenerated is '" + date + "'", e);
        }
    }

    @Override
    public void entry(Element element) throws ListRefusedException {
        if (!element.is("individual") && !element.is("entity")) {
            return;
        }
        String id =
                element.textOf("reference_number")
                        .or(() -> element.textOf("dataid"))
                        .orElseThrow(() -> new ListRefusedException("an entry has no number"));
        EntryBuilder entry = new EntryBuilder(ListSource.UN.entryId(id));
        entry.name(
                false,
                Stream.of("first_name", "second_name", "third_name", "fourth_name")
                        .map(element::textOf));
        entry.name(false, Stream.of(element.textOf("name_original_script")));
        for (String kind : List.of("individual_alias", "entity_alias")) {
            for (Element alias : element.all(kind)) {
                boolean weak = alias.textOf("quality").orElse("").equalsIgnoreCase("low");
                entry.name(weak, Stream.of(alias.textOf("alias_name")));
            }
        }
        for (Element birth : element.all("individual_date_of_birth")) {
            // An empty element stands where nothing is known.
            if (!birth.children().isEmpty()) {
                entry.born(span(birth));
            }
        }
        entry.build().ifPresent(entries::add);
    }

    private static Optional<Span> span(Element birth) {
        try {
            Optional<Span> span = exactly(birth);
            return birth.textOf("type_of_date").orElse("").equalsIgnoreCase("approximately")
                    ? span.map(Span::circa)
                    : span;
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Span> exactly(Element birth) {
        Optional<String> date = birth.textOf("date");
        if (date.isPresent()) {
            return Optional.of(Span.of(day(date.get())));
        }
        Optional<Integer> year = birth.textOf("year").map(Integer::valueOf);
        Optional<Integer> from = birth.textOf("from_year").map(Integer::valueOf);
        Optional<Integer> to = birth.textOf("to_year").map(Integer::valueOf);
        return from.isPresent() && to.isPresent()
                ? Optional.of(Span.ofYears(from.get(), to.get()))
                : year.map(known -> Span.ofYears(known, known));
    }

    /// Some dates are written with a time of day.
    private static LocalDate day(String date) {
        return LocalDate.parse(date.substring(0, Math.min(date.length(), ISO_DATE_LENGTH)));
    }
}
