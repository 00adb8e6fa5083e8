package no.getdrop.local.providers;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Norges Bank's open data as far as exchange rates go: daily rates against NOK in SDMX-JSON, of
/// today in Oslo (https://www.norges-bank.no/en/topics/statistics/open-data/). The operation for
/// switches is `rates`.
///
/// Refusals are those of the SDMX 2.1 web services: 400 for a query that is not understood, 404 for
/// no result, 406 for a form that is not there, 501 for a parameter of the standard that this one
/// does not know.
public final class ExchangeRates extends Provider {
    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final int MOST_OBSERVATIONS = 366;
    private static final String MEDIA_TYPE = "application/vnd.sdmx.data+json";

    /// What the standard has besides and Norges Bank takes, but nobody here asks for.
    private static final Set<String> UNUSED =
            Set.of(
                    "startPeriod",
                    "endPeriod",
                    "firstNObservations",
                    "updatedAfter",
                    "dimensionAtObservation",
                    "detail",
                    "includeHistory",
                    "locale",
                    "bom");

    private final InstantSource clock;
    private final Map<String, Rate> rates = new ConcurrentHashMap<>();

    /// NOK for ten to the power of `unitMultiplier` units of a currency.
    private record Rate(String currency, String name, int unitMultiplier, BigDecimal value) {}

    private ExchangeRates(ProviderServer server, InstantSource clock) {
        super(server);
        this.clock = clock;
        add("BAM", "Bosnia and Herzegovina convertible marks", 0, "6.0028");
        add("EUR", "Euro", 0, "11.7405");
        add("PKR", "Pakistani rupee", 2, "3.5712");
        add("PLN", "Polish zloty", 0, "2.7613");
        add("RSD", "Serbian dinar", 2, "10.0213");
        add("TRY", "Turkish lira", 2, "23.9874");
        add("USD", "US dollar", 0, "10.0512");
        server.on("rates", "GET", "/api/data/EXR/{key}", this::rates);
    }

    /// Starts the source of rates.
    public static ExchangeRates start(InstantSource clock) {
        return new ExchangeRates(ProviderServer.start("Norges Bank"), clock);
    }

    private void add(String currency, String name, int unitMultiplier, String value) {
        rates.put(currency, new Rate(currency, name, unitMultiplier, new BigDecimal(value)));
    }

    private Answer rates(Request request) {
        return refusal(request).orElseGet(() -> found(request));
    }

    private static Optional<Answer> refusal(Request request) {
        String raw = Optional.ofNullable(request.uri().getRawQuery()).orElse("");
        Optional<String> twice = Request.repeated(raw);
        if (twice.isPresent()) {
            return Optional.of(error(400, 140, twice.get() + " stands there twice"));
        }
        Optional<String> unused = UNUSED.stream().filter(request.query()::containsKey).findFirst();
        if (unused.isPresent()) {
            return Optional.of(error(501, 501, unused.get() + " is not implemented"));
        }
        Optional<String> unknown = request.unknownQuery(Set.of("format", "lastNObservations"));
        if (unknown.isPresent()) {
            return Optional.of(error(400, 140, "there is no parameter " + unknown.get()));
        }
        if (!request.query("format").equals(Optional.of("sdmx-json"))
                || request.accepted(List.of(MEDIA_TYPE)).isEmpty()) {
            return Optional.of(error(406, 406, "want " + MEDIA_TYPE + " by sdmx-json"));
        }
        String count = request.query("lastNObservations").orElse("1");
        return count.matches("[1-9][0-9]{0,2}") && Integer.parseInt(count) <= MOST_OBSERVATIONS
                ? Optional.empty()
                : Optional.of(
                        error(400, 150, "want lastNObservations from 1 to " + MOST_OBSERVATIONS));
    }

    private Answer found(Request request) {
        String key = request.variable("key");
        if (!key.matches("[A-Z]?(\\+[A-Z])*(\\.([A-Z]{2,3}(\\+[A-Z]{2,3})*)?){3}")) {
            return error(400, 140, "want a key of four dimensions, as B.EUR.NOK.SP");
        }
        if (!key.startsWith("B.") || !key.endsWith(".NOK.SP")) {
            return error(404, 100, "no records found");
        }
        List<String> asked = List.of(key.substring(2, key.length() - 7).split("\\+", -1));
        List<Rate> found =
                rates.values().stream()
                        .filter(rate -> asked.contains(rate.currency()) || asked.contains(""))
                        .sorted(Comparator.comparing(Rate::currency))
                        .toList();
        int observations = Integer.parseInt(request.query("lastNObservations").orElse("1"));
        return found.isEmpty()
                ? error(404, 100, "no records found")
                : Answer.json(200, message(found, observations))
                        .with("Content-Type", MEDIA_TYPE + ";version=1.0");
    }

    /// An error in SDMX-ML, with its code in the standard.
    private static Answer error(int status, int code, String text) {
        String body =
                """
                <mes:Error xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" \
                xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">\
                <mes:ErrorMessage code="%d"><com:Text>%s</com:Text></mes:ErrorMessage></mes:Error>
                """
                        .formatted(code, text);
        return new Answer(status, Map.of("Content-Type", "application/xml"), body);
    }

    private Map<String, Object> message(List<Rate> found, int observations) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), OSLO);
        List<LocalDate> days =
                today.minusDays(observations - 1L).datesUntil(today.plusDays(1)).toList();
        List<Integer> multipliers =
                found.stream().map(Rate::unitMultiplier).distinct().sorted().toList();
        Map<String, Object> series = new LinkedHashMap<>();
        for (int i = 0; i < found.size(); i++) {
            Rate rate = found.get(i);
            Map<String, Object> values = new LinkedHashMap<>();
            for (int day = 0; day < days.size(); day++) {
                values.put(String.valueOf(day), List.of(rate.value().toPlainString()));
            }
            series.put(
                    "0:" + i + ":0:0",
                    Map.of(
                            "attributes",
                            List.of(0, 0, multipliers.indexOf(rate.unitMultiplier()), 0),
                            "observations",
                            values));
        }
        return Map.of(
                "meta",
                Map.of(
                        "id", "EXR" + today,
                        "prepared", clock.instant().toString(),
                        "test", true,
                        "sender", Map.of("id", "Unknown"),
                        "receiver", Map.of("id", "Unknown")),
                "data",
                Map.of(
                        "dataSets",
                        List.of(Map.of("action", "Information", "series", series)),
                        "structure",
                        Map.of(
                                "name", "Exchange rates",
                                "dimensions", dimensions(found, days),
                                "attributes", attributes(multipliers))),
                "errors",
                List.of());
    }

    private static Map<String, Object> dimensions(List<Rate> found, List<LocalDate> days) {
        List<Object> currencies = new ArrayList<>();
        found.forEach(rate -> currencies.add(value(rate.currency(), rate.name())));
        List<Object> periods = new ArrayList<>();
        days.forEach(day ->
                periods.add(
                        Map.of(
                                "start",
                                day + "T00:00:00",
                                "end",
                                day + "T23:59:59",
                                "id",
                                day.toString(),
                                "name",
                                day.toString())));
        Map<String, Object> dimensions = new LinkedHashMap<>();
        dimensions.put("dataset", List.of());
        dimensions.put(
                "series",
                List.of(
                        part("FREQ", "Frequency", 0, List.of(value("B", "Business"))),
                        part("BASE_CUR", "Base Currency", 1, currencies),
                        part(
                                "QUOTE_CUR",
                                "Quote Currency",
                                2,
                                List.of(value("NOK", "Norwegian krone"))),
                        part("TENOR", "Tenor", 3, List.of(value("SP", "Spot")))));
        dimensions.put("observation", List.of(part("TIME_PERIOD", "Time Period", 4, periods)));
        return dimensions;
    }

    private static Map<String, Object> attributes(List<Integer> multipliers) {
        List<Object> units = new ArrayList<>();
        multipliers.forEach(power ->
                units.add(value(String.valueOf(power), power == 0 ? "Units" : "Hundreds")));
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("dataset", List.of());
        attributes.put(
                "series",
                List.of(
                        part("DECIMALS", "Decimals", 0, List.of(value("4", "4"))),
                        part("CALCULATED", "Calculated", 1, List.of(value("false", "false"))),
                        part("UNIT_MULT", "Unit Multiplier", 2, units),
                        part(
                                "COLLECTION",
                                "Collection Indicator",
                                3,
                                List.of(value("C", "ECB concertation time 14:15 CET")))));
        attributes.put("observation", List.of());
        return attributes;
    }

    private static Map<String, Object> part(String id, String name, int position, List<?> values) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("id", id);
        part.put("name", name);
        part.put("keyPosition", position);
        part.put("values", values);
        return part;
    }

    private static Map<String, String> value(String id, String name) {
        Map<String, String> value = new LinkedHashMap<>();
        value.put("id", id);
        value.put("name", name);
        return value;
    }
}
