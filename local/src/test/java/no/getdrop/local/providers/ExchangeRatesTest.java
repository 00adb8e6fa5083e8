package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class ExchangeRatesTest {
    // Already the next day in Oslo.
    private static final Instant NOW = Instant.parse("2026-03-01T23:30:00Z");

    private ExchangeRates rates;

    @BeforeEach
    void start() throws Exception {
        rates = ExchangeRates.start(() -> NOW);
    }

    @AfterEach
    void stop() {
        rates.close();
    }

    @Test
    void everyCorridorHasARateOfTodayInOslo() {
        JsonNode data = get("B.RSD+BAM+PLN+PKR+TRY.NOK.SP").json().path("data");
        assertThat(perUnit(data).keySet()).containsExactly("BAM", "PKR", "PLN", "RSD", "TRY");
        assertThat(data.at("/structure/dimensions/observation/0/values"))
                .extracting(each -> each.path("id").textValue())
                .containsExactly("2026-03-02");
    }

    @Test
    void theUnitMultiplierSaysForHowManyUnitsARateIs() {
        Map<String, BigDecimal> found = perUnit(get("B.RSD+EUR.NOK.SP").json().path("data"));
        assertThat(found.get("RSD")).isEqualByComparingTo("0.100213");
        assertThat(found.get("EUR")).isEqualByComparingTo("11.7405");
        // A single series has a single multiplier, at position 0.
        assertThat(perUnit(get("B.RSD.NOK.SP").json().path("data")).get("RSD"))
                .isEqualByComparingTo("0.100213");
    }

    @Test
    void moreObservationsEndToday() {
        String path = "/api/data/EXR/B.EUR.NOK.SP?format=sdmx-json&lastNObservations=3";
        JsonNode data = Caller.get(rates.url().resolve(path)).json().path("data");
        assertThat(data.at("/structure/dimensions/observation/0/values"))
                .extracting(each -> each.path("id").textValue())
                .containsExactly("2026-02-28", "2026-03-01", "2026-03-02");
        assertThat(data.at("/dataSets/0/series/0:0:0:0/observations")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "B.EUR.NOK.SP?format=sdmx-json | application/vnd.sdmx.data+json | 200 | ``",
                "B..NOK.SP?format=sdmx-json | */* | 200 | ``",
                "B.XXX.NOK.SP?format=sdmx-json | */* | 404 | 100",
                "M.EUR.NOK.SP?format=sdmx-json | */* | 404 | 100",
                "B.EUR.SEK.SP?format=sdmx-json | */* | 404 | 100",
                "B.EUR.NOK?format=sdmx-json | */* | 400 | 140",
                "B.EURNOK.NOK.SP?format=sdmx-json | */* | 400 | 140",
                "B.EUR.NOK.SP?format=sdmx-json&lastObservations=1 | */* | 400 | 140",
                "B.EUR.NOK.SP?format=sdmx-json&format=sdmx-json | */* | 400 | 140",
                "B.EUR.NOK.SP?format=sdmx-json&lastNObservations=0 | */* | 400 | 150",
                "B.EUR.NOK.SP?format=sdmx-json&lastNObservations=x | */* | 400 | 150",
                "B.EUR.NOK.SP?format=sdmx-json&startPeriod=2026-01-01 | */* | 501 | 501",
                "B.EUR.NOK.SP?format=csv | */* | 406 | 406",
                "B.EUR.NOK.SP | */* | 406 | 406",
                "B.EUR.NOK.SP?format=sdmx-json | text/html | 406 | 406",
                "B.EUR.NOK.SP?format=sdmx-json | application/json | 406 | 406"
            })
    void whatTheStandardRefusesIsRefused(String asked, String accept, int status, String code) {
        Reply reply =
                Caller.get(rates.url().resolve("/api/data/EXR/" + asked), Map.of("Accept", accept));
        assertThat(reply.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(reply.header("Content-Type"))
                    .isEqualTo("application/vnd.sdmx.data+json;version=1.0");
        } else {
            assertThat(reply.body()).contains("<mes:ErrorMessage code=\"" + code + "\">");
        }
    }

    @Test
    void theSourceCanFail() {
        rates.switches().add(Switch.on("rates").answering(503));
        assertThat(get("B.RSD.NOK.SP").status()).isEqualTo(503);
        assertThat(get("B.RSD.NOK.SP").status()).isEqualTo(200);
        assertThat(rates.calls("rates")).isEqualTo(2);
    }

    private Reply get(String key) {
        return Caller.get(
                rates.url()
                        .resolve("/api/data/EXR/" + key + "?format=sdmx-json&lastNObservations=1"));
    }

    // NOK for one unit, read by the positions that the structure gives.
    private static Map<String, BigDecimal> perUnit(JsonNode data) {
        JsonNode structure = data.path("structure");
        int base = ids(structure.at("/dimensions/series")).indexOf("BASE_CUR");
        int unit = ids(structure.at("/attributes/series")).indexOf("UNIT_MULT");
        Map<String, BigDecimal> found = new LinkedHashMap<>();
        data.at("/dataSets/0/series")
                .properties()
                .forEach(series -> {
                    String key = series.getKey();
                    int index = Character.digit(key.charAt(2 * base), 10);
                    int power = series.getValue().path("attributes").path(unit).intValue();
                    found.put(
                            ids(structure.at("/dimensions/series").path(base).path("values"))
                                    .get(index),
                            new BigDecimal(series.getValue().at("/observations/0/0").textValue())
                                    .movePointLeft(
                                            Integer.parseInt(
                                                    ids(structure
                                                                    .at("/attributes/series")
                                                                    .path(unit)
                                                                    .path("values"))
                                                            .get(power))));
                });
        return found;
    }

    private static List<String> ids(JsonNode parts) {
        List<String> ids = new ArrayList<>();
        parts.forEach(part -> ids.add(part.path("id").textValue()));
        return ids;
    }
}
