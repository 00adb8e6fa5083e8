package no.getdrop.rates;

import com.fasterxml.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/// Reads exchange rates from SDMX-JSON, in which a series is keyed by the positions of its values
/// in the structure (`"0:1:0:0"`), and so are its attributes and its observations.
final class SdmxRates {
    private static final String SOURCE = "Norges Bank";
    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");

    /// As exact as the column that keeps it; rounded down, so that no rate promises too much.
    private static final MathContext PRECISION = new MathContext(10, RoundingMode.DOWN);

    private static final int DECIMALS_MAX = 10;

    /// For the units of the source. No currency is beyond, and what the column keeps of one that
    /// was would be nothing, or would not fit.
    private static final BigDecimal KRONER_MIN = new BigDecimal("0.001");

    private static final BigDecimal KRONER_MAX = new BigDecimal("1000000");

    private final JsonNode structure;
    private final int basePosition;
    private final int unitPosition;

    private SdmxRates(JsonNode structure) throws RatesUnavailableException {
        this.structure = structure;
        this.basePosition = position(structure.at("/dimensions/series"), "BASE_CUR");
        this.unitPosition = position(structure.at("/attributes/series"), "UNIT_MULT");
    }

    /// A rate as the source gives it.
    ///
    /// @param kroner for `units` of `currency`
    /// @param day of the observation, in Oslo
    record Observed(Currency currency, BigDecimal kroner, BigDecimal units, LocalDate day) {
        /// Units for 1 NOK, 10 significant digits, rounded down.
        ExchangeRate rate(Instant confirmedAt) {
            BigDecimal perKrone = units.divide(kroner, PRECISION);
            return new ExchangeRate(
                    currency,
                    perKrone.scale() > DECIMALS_MAX
                            ? perKrone.setScale(DECIMALS_MAX, RoundingMode.DOWN)
                            : perKrone,
                    SOURCE,
                    day.atStartOfDay(OSLO).toInstant(),
                    confirmedAt);
        }
    }

    /// Every series that has an observation.
    static List<Observed> parse(JsonNode answer) throws RatesUnavailableException {
        JsonNode data = answer.path("data");
        SdmxRates reader = new SdmxRates(data.path("structure"));
        List<Observed> rates = new ArrayList<>();
        for (Map.Entry<String, JsonNode> series : data.at("/dataSets/0/series").properties()) {
            reader.read(series.getKey(), series.getValue(), rates);
        }
        return rates;
    }

    private void read(String key, JsonNode series, List<Observed> rates)
            throws RatesUnavailableException {
        String code = id("/dimensions/series", basePosition, index(key.split(":"), basePosition));
        String newest = "";
        int newestIndex = -1;
        for (Map.Entry<String, JsonNode> each : series.path("observations").properties()) {
            int index = number(each.getKey());
            if (index > newestIndex) {
                newestIndex = index;
                newest = each.getValue().path(0).asText();
            }
        }
        if (newestIndex < 0) {
            return;
        }
        try {
            BigDecimal kroner = new BigDecimal(newest);
            if (kroner.compareTo(KRONER_MIN) < 0 || kroner.compareTo(KRONER_MAX) > 0) {
                throw new RatesUnavailableException("Norges Bank's rate is out of range: " + code);
            }
            rates.add(
                    new Observed(
                            Currency.getInstance(code),
                            kroner,
                            BigDecimal.ONE.scaleByPowerOfTen(multiplier(series)),
                            LocalDate.parse(id("/dimensions/observation", 0, newestIndex))));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new RatesUnavailableException("Norges Bank's rate cannot be read: " + code, e);
        }
    }

    /// The power of ten that the rate is for: 2 means kroner for 100 units.
    private int multiplier(JsonNode series) throws RatesUnavailableException {
        JsonNode index = series.path("attributes").path(unitPosition);
        if (!index.isInt()) {
            throw new RatesUnavailableException("Norges Bank's answer lacks UNIT_MULT");
        }
        int power = number(id("/attributes/series", unitPosition, index.asInt()));
        if (power > 6) {
            throw new RatesUnavailableException("Norges Bank's UNIT_MULT is out of range");
        }
        return power;
    }

    private String id(String parts, int position, int index) throws RatesUnavailableException {
        JsonNode id = structure.at(parts).path(position).path("values").path(index).path("id");
        if (!id.isTextual()) {
            throw new RatesUnavailableException("Norges Bank's answer lacks a value in " + parts);
        }
        return id.asText();
    }

    private static int position(JsonNode parts, String id) throws RatesUnavailableException {
        for (int position = 0; position < parts.size(); position++) {
            if (id.equals(parts.path(position).path("id").asText())) {
                return position;
            }
        }
        throw new RatesUnavailableException("Norges Bank's answer lacks " + id);
    }

    private static int index(String[] key, int position) throws RatesUnavailableException {
        return number(position < key.length ? key[position] : "");
    }

    private static int number(String text) throws RatesUnavailableException {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new RatesUnavailableException("Norges Bank's answer has a wrong index", e);
        }
    }
}
