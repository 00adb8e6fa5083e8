package no.getdrop.compliance.lists;

import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The consolidated financial sanctions of the EU as the Commission publishes them in
/// `xmlFullSanctionsList_1_1`: `export/sanctionEntity`, all values in attributes.
///
/// Birth dates are days, months, years (`year`, `monthOfYear`, `dayOfMonth`) or spans of years
/// (`yearRangeFrom`, `yearRangeTo`, either may be missing), with `circa` beside. Those of another
/// calendar than the Gregorian stand beside Gregorian ones, or cannot be compared.
final class EuList implements ListXml.Entries {
    private static final int OLDEST_BIRTH_YEAR = 1850;

    private final List<Entry> entries = new ArrayList<>();
    private Instant publishedAt = Instant.EPOCH;

    private EuList() {}

    static ListDocument parse(InputStream document) throws ListRefusedException {
        EuList list = new EuList();
        ListXml.read(document, "export", Set.of(), list);
        return new ListDocument(list.publishedAt, list.entries);
    }

    @Override
    public void root(Element root) throws ListRefusedException {
        String date = root.attribute("generationDate").orElse("");
        try {
            publishedAt = OffsetDateTime.parse(date).toInstant();
        } catch (DateTimeException e) {
            throw new ListRefusedException("its generationDate is '" + date + "'", e);
        }
    }

    @Override
    public void entry(Element element) throws ListRefusedException {
        if (!element.is("sanctionEntity")) {
            return;
        }
        String id =
                element.attribute("logicalId")
                        .orElseThrow(() ->
                                new ListRefusedException("a sanctionEntity has no logicalId"));
        EntryBuilder entry = new EntryBuilder(ListSource.EU.entryId(id));
        for (Element alias : element.all("nameAlias")) {
            boolean weak = alias.attribute("strong").orElse("true").equals("false");
            Optional<String> whole = alias.attribute("wholeName");
            entry.name(
                    weak,
                    whole.isPresent()
                            ? Stream.of(whole)
                            : Stream.of(
                                    alias.attribute("firstName"),
                                    alias.attribute("middleName"),
                                    alias.attribute("lastName")));
        }
        List<Element> births = element.all("birthdate");
        births.stream().filter(EuList::isGregorian).forEach(birth -> entry.born(span(birth)));
        if (!births.isEmpty() && births.stream().noneMatch(EuList::isGregorian)) {
            entry.born(Optional.empty());
        }
        entry.build().ifPresent(entries::add);
    }

    private static boolean isGregorian(Element birth) {
        return birth.attribute("calendarType").orElse("GREGORIAN").equals("GREGORIAN");
    }

    private static Optional<Span> span(Element birth) {
        try {
            Optional<Span> span = exactly(birth);
            return birth.attribute("circa").orElse("false").equals("true")
                    ? span.map(Span::circa)
                    : span;
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Span> exactly(Element birth) {
        Optional<String> day = birth.attribute("birthdate");
        if (day.isPresent()) {
            return Optional.of(Span.of(LocalDate.parse(day.get())));
        }
        Optional<Integer> year = number(birth, "year");
        Optional<Integer> month = number(birth, "monthOfYear");
        if (year.isPresent()) {
            return Optional.of(
                    month.isPresent()
                            ? Span.of(YearMonth.of(year.get(), month.get()))
                            : Span.ofYears(year.get(), year.get()));
        }
        Optional<Integer> from = number(birth, "yearRangeFrom");
        Optional<Integer> to = number(birth, "yearRangeTo");
        if (from.isEmpty() && to.isPresent()) {
            return Optional.of(Span.ofYears(OLDEST_BIRTH_YEAR, to.get()));
        }
        // Open to the future it says next to nothing.
        return from.isPresent() && to.isPresent()
                ? Optional.of(Span.ofYears(from.get(), to.get()))
                : Optional.empty();
    }

    private static Optional<Integer> number(Element birth, String name) {
        return birth.attribute(name).map(Integer::valueOf);
    }
}
