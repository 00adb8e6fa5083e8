package no.getdrop.compliance.lists;

import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The Specially Designated Nationals in OFAC's classic `SDN.XML`: `sdnList/sdnEntry`.
///
/// An alias of category `weak` is one that OFAC itself calls broad or generic. A birth date is a
/// text: `10 Dec 1968`, `Sep 1957`, `1961`, `circa 1951`, `1958 to 1962`. Vessels and aircraft
/// count as entries of the document but nobody can pay them, so they are not screened against.
final class OfacList implements ListXml.Entries {
    private static final DateTimeFormatter PUBLISHED =
            DateTimeFormatter.ofPattern("M/d/uuuu", Locale.ROOT);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern SPAN =
            Pattern.compile("(?:between )?(.+?) (?:to|and) (.+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CIRCA = Pattern.compile("\\bcirca ", Pattern.CASE_INSENSITIVE);
    private static final Set<String> THINGS = Set.of("vessel", "aircraft");

    private final List<Entry> entries = new ArrayList<>();
    private Optional<Instant> publishedAt = Optional.empty();
    private int stated = -1;
    private int found;

    private OfacList() {}

    static ListDocument parse(InputStream document) throws ListRefusedException {
        OfacList list = new OfacList();
        ListXml.read(document, "sdnList", Set.of(), list);
        if (list.stated != list.found) {
            throw new ListRefusedException(
                    "it has %d entries and states %d".formatted(list.found, list.stated));
        }
        Instant publishedAt =
                list.publishedAt.orElseThrow(
                        () -> new ListRefusedException("it does not say when it was published"));
        return new ListDocument(publishedAt, list.entries);
    }

    @Override
    public void root(Element root) {
        // When it was published stands in an element of its own.
    }

    @Override
    public void entry(Element element) throws ListRefusedException {
        if (element.is("publshInformation")) {
            publication(element);
        } else if (element.is("sdnEntry")) {
            found++;
            listed(element);
        }
    }

    private void publication(Element element) throws ListRefusedException {
        String date = element.textOf("publish_date").orElse("");
        String count = element.textOf("record_count").orElse("");
        try {
            LocalDate day = LocalDate.parse(date, PUBLISHED);
            publishedAt = Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
            stated = Integer.parseInt(count);
        } catch (DateTimeException | NumberFormatException e) {
            throw new ListRefusedException(
                    "its date is '%s' and its count '%s'".formatted(date, count), e);
        }
    }

    private void listed(Element element) throws ListRefusedException {
        String id =
                element.textOf("uid")
                        .orElseThrow(() -> new ListRefusedException("an sdnEntry has no uid"));
        if (THINGS.contains(element.textOf("sdnType").orElse("").toLowerCase(Locale.ROOT))) {
            return;
        }
        EntryBuilder entry = new EntryBuilder(ListSource.OFAC.entryId(id));
        entry.name(false, parts(element));
        for (Element alias : element.all("akaList", "aka")) {
            boolean weak = alias.textOf("category").orElse("").equalsIgnoreCase("weak");
            entry.name(weak, parts(alias));
        }
        for (Element item : element.all("dateOfBirthList", "dateOfBirthItem")) {
            item.textOf("dateOfBirth").ifPresent(date -> entry.born(span(date)));
        }
        entry.build().ifPresent(entries::add);
    }

    private static Stream<Optional<String>> parts(Element name) {
        return Stream.of(name.textOf("firstName"), name.textOf("lastName"));
    }

    private static Optional<Span> span(String date) {
        boolean circa = CIRCA.matcher(date).find();
        String bare = CIRCA.matcher(date).replaceAll("").strip();
        try {
            Span span = exactly(bare);
            return Optional.of(circa ? span.circa() : span);
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Span exactly(String date) {
        Matcher span = SPAN.matcher(date);
        if (span.matches()) {
            return new Span(single(span.group(1)).from(), single(span.group(2)).to());
        }
        return single(date);
    }

    /// No span: of spans in spans a list of letters without end could be made.
    private static Span single(String date) {
        if (YEAR.matcher(date).matches()) {
            int year = Integer.parseInt(date);
            return Span.ofYears(year, year);
        }
        return Character.isDigit(date.charAt(0))
                ? Span.of(LocalDate.parse(date, DAY))
                : Span.of(YearMonth.parse(date, MONTH));
    }
}
